// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// The files of a commit by their path from the root of its tree, symbolic links followed inside the tree
/// only: what a link names on this machine is never looked at.
class TreeFiles {
 public:
  TreeFiles(const git::Repository& repository, const git::Commit& commit);

  struct File {
    std::string path;  ///< after links
    std::string id;    ///< of the blob
    bool executable = false;
  };
  /// The regular file at `path`; none when nothing or something else is there. Throws Error(invalid) for a
  /// link that leads out of the tree or round in circles.
  std::optional<File> find(const std::string& path) const;
  /// What the symbolic link at `path` says; none when something else is there, or nothing.
  std::optional<std::string> link_at(const std::string& path) const;
  const git::Repository& repository() const { return m_repository; }
  std::string read(const File& file) const;
  /// Whether something lies below `path`.
  bool is_folder(const std::string& path) const;
  /// In git's order.
  const std::vector<git::TreeEntry>& entries() const { return m_entries; }
  /// Paths of the files called `name`, wherever they are.
  std::vector<std::string> called(std::string_view name) const;

 private:
  const git::Repository& m_repository;
  std::vector<git::TreeEntry> m_entries;
  std::unordered_map<std::string_view, const git::TreeEntry*> m_by_path;
};

/// `folder`/`name`, or `name` when the folder is "".
std::string below(const std::string& folder, const std::string& name);
/// What stands before the last '/'; "" without one.
std::string folder_of(const std::string& path);
/// What stands after the last '/'.
std::string last_name(const std::string& path);

}  // namespace rpmworks::git
