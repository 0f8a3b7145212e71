// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildplan/earlier_providers.hpp"
#include "buildplan/repositories.hpp"
#include "engine/package.hpp"

namespace rpmworks::buildplan {

/// Some packages and everything of their product that they need.
struct NeededPackages {
  engine::Packages packages;
  /// BuildRequires of these packages that nothing is known to provide before the packages are built; a line
  /// each: "app: pkgconfig(lib)".
  std::vector<std::string> unresolved;
};

/// The packages with these labels, and the packages that they build-require directly or indirectly. If a
/// package has a requirement that any package may turn out to provide, all packages are needed.
NeededPackages needed_by(const std::vector<std::string>& labels, const engine::Packages& packages,
                         const Repositories& repositories, const EarlierProviders& earlier = {});

/// These labels and those of their direct and indirect dependants, including packages with a requirement that
/// any package may turn out to provide.
std::vector<std::string> dependants_of(const std::vector<std::string>& labels,
                                       const engine::Packages& packages, const Repositories& repositories,
                                       const EarlierProviders& earlier = {});

/// Why a package is not built for the target's architecture: "its spec does not build for i686
/// (ExclusiveArch: x86_64)". Nothing if it is.
std::optional<std::string> not_for_arch(const srpm::Srpm& srpm, const config::Target& target);

}  // namespace rpmworks::buildplan
