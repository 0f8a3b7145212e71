// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: source packages that several targets of a release have in common.
#pragma once

#include <vector>

#include "pipeline/release_builds.hpp"
#include "product/package_choice.hpp"

namespace rpmworks::pipeline {

/// Removes from `chosen` the packages whose section is the same for this target as for one of the `earlier`
/// ones, and returns them with the source packages that were made for that target: a section cannot contain
/// two different source packages of one name. Throws Error(invalid) if this target would give a package
/// another version.
engine::Packages take_shared(product::Session& session, const config::Target& target,
                             const std::vector<ReleaseSources>& earlier, product::Packages& chosen);

}  // namespace rpmworks::pipeline
