// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "spec.hpp"

namespace rpmworks::hostbase {

/// Builds one binary package from a filled buildroot with the host's rpmbuild, below `work` (a folder of its
/// own); gives the file. No scripts run, nothing of the user's or the host's rpm settings counts, and the
/// same recipe and files give the same bytes. Links that the recipe has and the buildroot lacks are made.
fs::path build_package(const Recipe& recipe, const fs::path& buildroot, const fs::path& work);

}  // namespace rpmworks::hostbase
