// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gear/rules.hpp"
#include "git/tree_files.hpp"

namespace rpmworks::gear {

/// The commits that rules of GEAR may name beside the one that is packaged: its ancestors, by their full id
/// or by a tag that is stored in the tree (gear-store-tags(1)). Tags of the repository itself do not count:
/// they come and go, and what is made depends on the commit alone.
class GearTags {
 public:
  /// `folder` is where the rules say that tags are stored; "" for the usual places. `root` is the folder that
  /// is packaged.
  GearTags(const git::Repository& repository, const git::Commit& commit, const git::TreeFiles& tree,
           const std::string& root, const std::string& folder);

  /// `name` is an id or a tag. Throws Error(invalid) at `where`, or at the list of tags: there is no such
  /// tag, what is stored for it is not the tag, or the commit is no ancestor.
  git::Commit commit_of(const std::string& name, const SourcePosition& where) const;

 private:
  std::string listed(const std::string& name, const SourcePosition& where) const;
  std::string peeled(const std::string& id, const SourcePosition& where) const;

  const git::Repository& m_repository;
  const git::Commit& m_commit;
  const git::TreeFiles& m_tree;
  std::string m_folder;
};

}  // namespace rpmworks::gear
