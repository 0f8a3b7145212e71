// SPDX-License-Identifier: GPL-3.0-or-later
// Which packages of repos.yaml a run is about.
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::product {

/// Packages of a session's configuration.
using Packages = std::vector<const config::PackageSource*>;

/// The packages named, or all of those meant for the target. Throws Error(usage) with "did you mean" for a
/// name that is none, Error(invalid) for one that is not for the target.
Packages choose_packages(const config::Config& config, const config::Target& target,
                         const std::vector<std::string>& names);

/// Those of the packages that differ from the ref `since` (srpm::packages_changed_since); all of them when it
/// is empty.
Packages only_changed(Session& session, Packages packages, const std::string& since);

std::vector<std::string> names_of(const Packages& packages);

}  // namespace rpmworks::product
