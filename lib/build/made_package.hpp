// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "rpm/package.hpp"

namespace rpmworks::build {

/// What is in a package that a build made. Throws Error(build) for what a build may call a package and is
/// none: a file that rpm cannot read, and a name, version, release or architecture that no package can have,
/// in its header or its file name.
rpm::Package read_made_package(const fs::path& file);

/// Removes what a build made from the folder of its logs, but for the package that it was made from.
void remove_made_packages(const fs::path& folder, const std::string& source_package);

}  // namespace rpmworks::build
