// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The commit that a package is made of when `asked` is asked for. Of a package of one folder (`subdir`) it
/// is the last commit up to `asked` that changed what goes into the package (packaged_paths): the same
/// package, with the same times and bytes, as long as nothing of it changes. Of any other it is `asked`
/// itself, and so it is where that last commit cannot be known (a shallow clone: `warn` is told) or has not
/// all that the package is made from (a dirty tree, rules of GEAR, an upstream tag on another branch).
///
/// What was found is kept in the store, by the commit and the paths, and a later commit's search ends where
/// an earlier one's began.
git::Commit packaged_commit(const git::Repository& repository, const git::Commit& asked,
                            const Request& request, store::Store& store, Reporter& reporter,
                            const std::function<void(const std::string&)>& warn);

/// Whether a package of one folder took sources of a commit's tree that are not among its packaged_paths, as
/// an included file may name them: then what is at those paths does not tell which commit changed it last.
/// Notes that in the store, and from then on packaged_commit gives the commit that was asked for.
bool leaves_paths(const git::Repository& repository, const git::Commit& commit, const Request& request,
                  const std::vector<std::string>& files_used, store::Store& store);

}  // namespace rpmworks::srpm
