// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::engine {

/// A source package and how it is built. It is made once and shared; nobody changes it afterwards.
struct Package {
  srpm::Srpm srpm;
  config::Building building;
  /// Macros that a bootstrap build sets in addition to the target's, both when its spec is parsed and while
  /// it is built. Empty for the full build.
  rpm::Macros bootstrap_macros;
  /// The bootstrap build of this package, which breaks a cycle of BuildRequires. Null if it has none.
  std::shared_ptr<const Package> bootstrap;

  bool is_bootstrap() const { return !bootstrap_macros.empty(); }
  /// The name in messages: "greet", or "greet (bootstrap)" for a bootstrap build.
  std::string label() const {
    const std::string& name = srpm.name.empty() ? srpm.nevra.name : srpm.name;
    return is_bootstrap() ? name + " (bootstrap)" : name;
  }
};

using PackagePtr = std::shared_ptr<const Package>;
using Packages = std::vector<PackagePtr>;

/// Copies of the source packages of packages.
inline std::vector<srpm::Srpm> srpms_of(const Packages& packages) {
  std::vector<srpm::Srpm> srpms;
  srpms.reserve(packages.size());
  for (const PackagePtr& package : packages) srpms.push_back(package->srpm);
  return srpms;
}

}  // namespace rpmworks::engine
