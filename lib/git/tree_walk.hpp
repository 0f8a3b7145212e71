// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "git/handles.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

TreeHandle lookup_tree(git_repository* repository, const git_oid& id);
/// Throws Error(invalid) for a mode that git does not know.
TreeEntry::Kind kind_of(const git_tree_entry* entry, const std::string& path);

/// Walks a tree in git's order.
class TreeWalk {
 public:
  virtual ~TreeWalk() = default;
  /// Visits everything below `subdir` ("" for the root) of the commit's tree. Throws as Repository::tree
  /// does.
  void walk(git_repository* repository, const Commit& commit, const std::string& subdir);

 protected:
  /// Called for a folder ("" for the root; also for those above `subdir`) before its entries are visited.
  virtual void enter(const std::string& folder, const git_tree* tree) = 0;
  virtual void leave(const std::string& folder) = 0;
  /// Called for an entry that is not a folder.
  virtual void visit(TreeEntry entry) = 0;
  /// Whether to enter a folder.
  virtual bool wants(const TreeEntry& folder) = 0;

 private:
  void walk_tree(git_repository* repository, const git_oid& id, const std::string& folder);

  size_t m_count = 0;  ///< visited entries
};

}  // namespace rpmworks::git
