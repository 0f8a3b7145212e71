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
  std::string file_name;                  ///< as git format-patch names it: "0001-subject.patch"
  std::string text;                       ///< for `patch -p1`; binary files in git's own format
  std::vector<std::string> binary_files;  ///< which only git can patch
};

/// Which part of the commits' trees the patches are about.
struct PatchScope {
  std::string subdir;  ///< the folder that their paths count from; "" for the root
  std::function<bool(const std::string&)> leaves_out;  ///< paths, from the root, that no patch may touch
};

/// Every commit after `base` up to `head` as a patch that applies to what those before it make of base's
/// tree, parents before children. A merge makes none, nor does a commit that changes nothing in scope. Where
/// the commits stand in one line the files are those of `git format-patch --binary --full-index --no-renames
/// --no-numbered --no-signature --no-encode-email-headers`; a commit of a side branch is carried over to
/// where it stands among the others, as git rebase does. A rename is a removal and a new file: patch(1)
/// before 2.7 knows nothing else.
///
/// It is checked, in memory, that they apply one after another and make head's tree of base's. Throws
/// Error(invalid) when `base` is no ancestor, for a shallow clone, for a submodule that changes, and, naming
/// the commit, when they do not: where a merge changed more than its sides had.
std::vector<Patch> patches_between(const Repository& repository, const Commit& base, const Commit& head,
                                   const PatchScope& scope);

}  // namespace rpmworks::git
