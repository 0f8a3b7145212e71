// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The files of the work tree that are not as in HEAD and that the request would package: those below its
/// subdir, and those where the spec and its sources are looked for. None when the request names a ref, for
/// then a commit is meant, or when there is no work tree.
std::vector<std::string> changes_to_package(const git::Repository& repository, const Request& request);

/// The files of the work tree that the spec names as sources, that git does not track, and that are therefore
/// not in the package. None when a ref was named.
std::vector<std::string> untracked_sources(const git::Repository& repository, const Request& request,
                                           const Srpm& srpm);

/// The untracked file of the work tree that a source could mean; "" when there is none.
std::string untracked_file_of(const git::Repository& repository, const Request& request,
                              const std::string& spec, const rpm::SpecSource& source);

/// The spec's text with ".dirty" at the end of every Release.
std::string with_dirty_release(const std::string& spec_text);

/// Throws Error(invalid) at `spec` when the mark did not get into the release.
void require_dirty_release(const rpm::Evr& evr, const std::string& spec);

}  // namespace rpmworks::srpm
