// SPDX-License-Identifier: GPL-3.0-or-later
// rpms.lock.yaml (version 1), which konflux's rpm-lockfile-prototype writes:
// https://github.com/konflux-ci/rpm-lockfile-prototype.
#pragma once

#include "lockfile/foreign.hpp"

namespace rpmworks::lockfile {

/// Reads the packages for the architecture of `place` from rpms.lock.yaml. Those of other architectures and
/// metadata of modules are left out, with a note. The file has no addresses of repositories; the longest
/// common folder of the packages of each repository is used, with a note. Throws Error(invalid) with
/// file:line:column if the file is not valid, or has no packages for the architecture.
Imported from_konflux(const std::string& text, const fs::path& file, const Place& place);

}  // namespace rpmworks::lockfile
