// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The commit that a package is made from when `asked` is requested. For a package of one folder (`subdir`),
/// it is the last commit up to `asked` that changed what goes into the package (packaged_paths), so that the
/// package keeps its times and bytes while nothing in it changes. It is `asked` itself for every other
/// package, and if that last commit is unknown (a shallow clone; this causes a warning) or does not contain
/// everything that the package is made from (a dirty tree, GEAR rules, an upstream tag on another branch).
///
/// Results are kept in the store by commit and paths, so that the search for a later commit ends at an
/// earlier result.
git::Commit packaged_commit(const git::Repository& repository, const git::Commit& asked,
                            const Request& request, store::Store& store, Reporter& reporter);

/// Whether a package of one folder used sources outside of its packaged_paths, which an included file may
/// name. Then these paths do not show which commit changed the package last. Records that in the store; from
/// then on packaged_commit returns the requested commit.
bool uses_other_paths(const git::Repository& repository, const git::Commit& commit, const Request& request,
                      const std::vector<std::string>& files_used, store::Store& store);

}  // namespace rpmworks::srpm
