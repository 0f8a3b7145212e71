// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// A commit as a patch file.
struct Patch {
  std::string commit;
  std::string subject;
  std::string file_name;                  ///< same as git format-patch: "0001-subject.patch"
  std::string text;                       ///< for `patch -p1`; binary files in git's own format
  std::vector<std::string> binary_files;  ///< files that only git can patch
};

/// The part of the trees that patches cover.
struct PatchScope {
  std::string subdir;  ///< folder that paths are relative to; "" for the root
  std::function<bool(const std::string&)>
      leaves_out;  ///< returns whether patches skip a path (relative to the root)
};

/// Turns the commits after `base` up to `head` into patches, parents before children. Each applies to base's
/// tree with the patches before it. Merges, and commits that change nothing in scope, give no patch. For a
/// linear history the files equal those of `git format-patch --binary --full-index --no-renames --no-numbered
/// --no-signature --no-encode-email-headers`; a commit of a side branch is rebased to its place among the
/// others, as git rebase does. A rename becomes a removal and a new file, because patch(1) before 2.7 knows
/// nothing else.
///
/// Checks in memory that the patches apply in order and turn base's tree into head's. Throws Error(invalid)
/// if they do not (a merge with its own changes; names the commit), if `base` is not an ancestor, for a
/// shallow clone, and if a submodule changes.
std::vector<Patch> patches_between(const Repository& repository, const Commit& base, const Commit& head,
                                   const PatchScope& scope);

}  // namespace rpmworks::git
