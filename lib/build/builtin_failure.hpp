// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "build/engine.hpp"
#include "build/failure.hpp"
#include "build/rpmbuild.hpp"

namespace rpmworks::build {

/// Whether a build was ended because the disk is full: where nobody set a limit, the one for the disk is what
/// is left of it.
bool met_end_of_disk(const BuildRequest& request, const RpmbuildEnd& end);

/// What a run of rpmbuild failed of, `failure` being what its log tells: writes failure.json into `folder`,
/// which is to become the request's result folder, and throws Error(build); where the disk is full, which is
/// no fault of what was built, Error(failed) alone.
[[noreturn]] void throw_failed(const BuildRequest& request, const RpmbuildRun& run, const RpmbuildEnd& end,
                               const fs::path& folder, Failure failure, bool disk_is_full);

}  // namespace rpmworks::build
