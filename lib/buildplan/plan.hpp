// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildplan/earlier_providers.hpp"
#include "buildplan/repositories.hpp"
#include "core/events.hpp"
#include "core/json.hpp"
#include "engine/package.hpp"

namespace rpmworks::buildplan {

/// The order of the builds of a product.
struct Plan {
  /// One build, and the builds of the same product whose results it needs.
  struct Step {
    engine::PackagePtr package;
    std::vector<size_t> needs;  ///< numbers of steps, all of them before this one
    /// Nothing is known to provide some requirement of this build, and a package that is still to be built
    /// may turn out to. Such a requirement is a generated name (pkgconfig(x), libx.so.1()(64bit), a file
    /// name), or %generate_buildrequires will ask for it. The build waits for all builds that do not wait for
    /// it. If an earlier build of some packages provided every such name, the build waits for those packages
    /// only, and for all others if the names are missing after that.
    bool deferred = false;
    bool generates = false;           ///< has %generate_buildrequires
    std::vector<std::string> learnt;  ///< "pkgconfig(zlib): zlib provided it in release 1.0.1"
  };
  std::vector<Step> steps;  ///< sorted topologically, and by label where the needs leave a choice

  Json to_json() const;
  /// Reads a plan that was made for `packages`. Nothing if the JSON is no such plan.
  static std::optional<Plan> from_json(const Json& json, const engine::Packages& packages);
};

/// Identifies everything that a plan is made from.
std::string plan_key(const engine::Packages& packages, const std::string& environment,
                     const EarlierProviders& earlier = {});

/// Plans the builds, and breaks cycles (see break_cycles). Throws one Error(invalid) that reports everything
/// wrong with any package: a BuildRequires that neither the repositories nor the product provide (with the
/// nearest name), BuildRequires that conflict, an architecture that a package is not made for, two packages
/// with one name and version.
Plan make_plan(const engine::Packages& packages, const Repositories& repositories, Reporter& reporter,
               const EarlierProviders& earlier = {});

}  // namespace rpmworks::buildplan
