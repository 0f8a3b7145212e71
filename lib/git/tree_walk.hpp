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

/// Goes through a tree in git's order, from the top.
class TreeWalk {
 public:
  virtual ~TreeWalk() = default;
  /// Walks all below `subdir` ("" for the root) of the commit's tree. Throws as Repository::tree does.
  void walk(git_repository* repository, const Commit& commit, const std::string& subdir);

 protected:
  /// A folder ("" for the root; those above `subdir` too) is entered, before any entry in it is visited.
  virtual void enter(const std::string& folder, const git_tree* tree) = 0;
  virtual void leave(const std::string& folder) = 0;
  /// An entry that is no folder.
  virtual void visit(TreeEntry entry) = 0;
  /// Whether to go into a folder.
  virtual bool wants(const TreeEntry& folder) = 0;

 private:
  void walk_tree(git_repository* repository, const git_oid& id, const std::string& folder);

  size_t m_count = 0;  ///< of entries met
};

}  // namespace rpmworks::git
