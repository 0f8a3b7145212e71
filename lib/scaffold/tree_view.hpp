// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::scaffold {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts);
bool ends_with_any(std::string_view text, std::initializer_list<std::string_view> ends);

/// The part of a path after its last slash.
std::string file_name(const std::string& path);

/// Whether a path can be written into a spec unquoted: it has no characters that are special to rpm or a
/// shell.
bool is_plain_path(std::string_view path);

/// The files of a commit, for a packager. Reads the commit, because it is what is packaged, and not the
/// working tree. Does not follow symbolic links.
class TreeView {
 public:
  TreeView(const git::Repository& repository, const git::Commit& commit);

  const std::vector<git::TreeEntry>& entries() const { return m_entries; }
  /// The names in the top folder.
  const std::set<std::string>& top() const { return m_top; }
  bool has_top(const std::string& name) const { return m_top.contains(name); }
  /// The file at a path, except links and submodules; null if there is none.
  const git::TreeEntry* file(const std::string& path) const;
  /// The first 256 KiB of a file; empty if there is none.
  std::string read(const std::string& path) const;

  /// Whether a path is in a folder that is not installed: tests, examples, copies of other projects, files
  /// for other systems.
  static bool is_aside(std::string_view path);

 private:
  const git::Repository& m_repository;
  std::vector<git::TreeEntry> m_entries;
  std::set<std::string> m_top;
};

}  // namespace rpmworks::scaffold
