// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The files that differ from HEAD in the work tree and that the request would package: those below its
/// subdir, and those in the folders searched for the spec and its sources. Empty if the request names a ref,
/// or if there is no work tree.
std::vector<std::string> changes_to_package(const git::Repository& repository, const Request& request);

/// The files of the work tree that the spec names as sources but git does not track, so that the package
/// lacks them. Empty if the request names a ref.
std::vector<std::string> untracked_sources(const git::Repository& repository, const Request& request,
                                           const Srpm& srpm);

/// The untracked file in the work tree that matches a source; "" if there is none.
std::string untracked_file_of(const git::Repository& repository, const Request& request,
                              const std::string& spec, const rpm::SpecSource& source);

/// Appends ".dirty" to every Release in the spec's text.
std::string with_dirty_release(const std::string& spec_text);

/// Throws Error(invalid) at `spec` if the release does not end in the mark.
void require_dirty_release(const rpm::Evr& evr, const std::string& spec);

}  // namespace rpmworks::srpm
