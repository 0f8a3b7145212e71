// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buildplan/build_dependencies.hpp"
#include "config/config.hpp"

namespace rpmworks::buildplan {

/// Throws Error(invalid) unless each source package and each package that the specs promise is distinct, all
/// packages are made for the target's architecture, and the repositories have what the target installs into
/// every build root.
void require_sound_packages(const BuildDependencies& dependencies, const config::Target& target);

/// Adds to each node the BuildRequires that cannot be installed together.
void check_installable(BuildDependencies& dependencies, const config::Target& target);

/// Throws Error(invalid) with all BuildRequires that cannot be resolved, of all packages.
void require_resolved(const BuildDependencies& dependencies, const config::Target& target);

}  // namespace rpmworks::buildplan
