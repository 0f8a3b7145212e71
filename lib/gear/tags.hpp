// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gear/rules.hpp"
#include "git/tree_files.hpp"

namespace rpmworks::gear {

/// Resolves the commits that GEAR rules may name besides the packaged one: its ancestors, by full id or by a
/// tag stored in the tree (gear-store-tags(1)). The repository's own tags are ignored: they can move, and the
/// result must depend on the commit alone.
class Tags {
 public:
  /// `tree` is that of the packaged commit and must outlive this object. `root` is the packaged folder.
  /// `folder` is the folder of stored tags that the rules name; "" for the default folders.
  Tags(const git::TreeFiles& tree, const std::string& root, const std::string& folder);

  /// `name` is an id or a tag. Throws Error(invalid) at `where` or at the list of tags if the tag is unknown,
  /// if the stored object is not the tag, or if the commit is not an ancestor.
  git::Commit commit_of(const std::string& name, const SourcePosition& where) const;

 private:
  std::string id_in_list(const std::string& name, const SourcePosition& where) const;
  std::string peel(const std::string& id, const SourcePosition& where) const;

  const git::TreeFiles& m_tree;
  std::string m_folder;
};

}  // namespace rpmworks::gear
