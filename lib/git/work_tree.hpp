// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "git/folder_stack.hpp"
#include "git/index_file.hpp"
#include "git/memory_objects.hpp"
#include "git/work_tree_attributes.hpp"

namespace rpmworks::git {

/// A copy of a repository's index in memory, updated from the work tree. The index file is never written.
class WorkTreeIndex {
 public:
  /// `repository` must have a work tree. New objects go into `objects`.
  WorkTreeIndex(git_repository* repository, std::shared_ptr<MemoryObjects> objects);

  /// The id of the resulting tree. Throws Error(invalid) if there are conflicts.
  git_oid tree();
  /// Files with merge conflicts.
  const std::vector<std::string>& conflicts() const { return m_conflicts; }
  /// Adds an object that is not in the repository, like `git hash-object -w`.
  git_oid write(git_object_t type, std::string_view bytes);

 private:
  struct Touched {
    git_index_entry entry{};
    std::string path;
    std::optional<struct stat> status;
  };
  void open_index();
  void add_entries_of(const IndexFile::SparseFolder& folder);
  git_oid with_sparse_folders(const git_oid& tree) const;
  std::vector<Touched> touched();
  std::vector<Touched> touched(size_t begin, size_t end) const;
  bool is_as_recorded(const git_index_entry& entry, const struct stat& status) const;
  uint32_t mode_of(const git_index_entry& entry, const struct stat& status) const;
  void take_up(const Touched& file);
  void take_up_submodule(const Touched& folder);
  std::string content_of(const Touched& file, uint32_t mode);
  bool is_pointer_to(const git_oid& id, const std::string& content) const;
  std::string blob(const git_oid& id) const;
  std::optional<std::string> attributes_file(const std::string& path);

  git_repository* m_repository;
  IndexHandle m_index;
  std::vector<IndexFile::SparseFolder> m_sparse;  ///< folders that are not in m_index
  OdbHandle m_new_objects;
  RepositoryHandle m_new_repository;
  FolderStack m_files;
  std::optional<WorkTreeAttributes> m_attributes;  ///< created for the first file that is read
  struct timespec m_index_time {};
  bool m_has_modes = true;     ///< the file system has modes: core.fileMode
  bool m_has_symlinks = true;  ///< the file system has symlinks: core.symlinks
  std::vector<std::string> m_conflicts;
};

}  // namespace rpmworks::git
