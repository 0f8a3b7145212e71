// SPDX-License-Identifier: GPL-3.0-or-later
// Selects the packages of repos.yaml that a run works on.
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::product {

/// Packages of a session's configuration.
using Packages = std::vector<const config::PackageSource*>;

/// Whether `targets` of a package name the target, or are empty.
bool is_for(const config::PackageSource& package, const config::Target& target);

/// All packages for the target, in the order of their names; may be empty.
Packages packages_for(const config::Config& config, const config::Target& target);

/// The named packages or, without names, all packages for the target. Throws Error(usage) with "did you mean"
/// if there is no package with a name, Error(invalid) if a named package is not for the target.
Packages choose_packages(const config::Config& config, const config::Target& target,
                         const std::vector<std::string>& names);

/// The packages that differ from the ref `since` (srpm::packages_changed_since). If `since` is empty: all
/// packages.
Packages only_changed(Session& session, Packages packages, const std::string& since);

std::vector<std::string> names_of(const Packages& packages);

}  // namespace rpmworks::product
