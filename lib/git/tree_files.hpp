// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// The files of a commit by their path from the root. Symbolic links are followed only inside the tree: this
/// machine's files are never read.
class TreeFiles {
 public:
  /// `repository` must outlive this object.
  TreeFiles(const git::Repository& repository, const git::Commit& commit);

  struct File {
    std::string path;  ///< after resolving links
    std::string id;    ///< of the blob
    bool executable = false;
  };
  /// The regular file at `path`; nothing if there is none. Throws Error(invalid) for a link that points
  /// outside of the tree or is part of a cycle.
  std::optional<File> find(const std::string& path) const;
  /// The target of the symbolic link at `path`; nothing if there is no link.
  std::optional<std::string> link_at(const std::string& path) const;
  const git::Repository& repository() const { return m_repository; }
  const git::Commit& commit() const { return m_commit; }
  std::string read(const File& file) const;
  /// Whether there are entries below `path`.
  bool is_folder(const std::string& path) const;
  /// In git's order.
  const std::vector<git::TreeEntry>& entries() const { return m_entries; }
  /// Paths of all files with this name.
  std::vector<std::string> called(std::string_view name) const;

 private:
  const git::Repository& m_repository;
  git::Commit m_commit;
  std::vector<git::TreeEntry> m_entries;
  std::unordered_map<std::string_view, const git::TreeEntry*> m_by_path;
};

/// `folder`/`name`, or `name` when the folder is "".
std::string below(const std::string& folder, const std::string& name);
/// The part before the last '/'; "" if there is none.
std::string folder_of(const std::string& path);
/// The part after the last '/'.
std::string last_name(const std::string& path);

}  // namespace rpmworks::git
