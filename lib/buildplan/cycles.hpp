// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "buildplan/build_dependencies.hpp"
#include "core/events.hpp"

namespace rpmworks::buildplan {

/// Breaks all cycles of packages that build-require each other. If the repositories provide what a package of
/// the cycle needs, the package is built with theirs. Otherwise a bootstrap build is added for as few
/// packages as possible, the first by name: the other packages of the cycle are built with its result, and
/// the full build of the package comes after them. Throws Error(invalid), which names a shortest cycle, if
/// neither is possible.
void break_cycles(BuildDependencies& dependencies, Reporter& reporter);

}  // namespace rpmworks::buildplan
