// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/installed_package.hpp"
#include "solve/universe/universe.hpp"

namespace rpmworks::buildroot {

/// The packages of a build root: a base that all builds of a target share, and what the BuildRequires of one
/// package add to it.
struct BuildSet {
  std::vector<engine::InstalledPackage> bootstrap;  ///< the part of the base that the target's own rpm needs
  std::vector<engine::InstalledPackage> base;
  std::vector<engine::InstalledPackage> extra;  ///< none of them in the base

  /// Base and extra.
  std::vector<engine::InstalledPackage> all() const;
};

/// Identifies a build root by its packages.
std::string digest_of(const BuildSet& set);

/// The packages to choose from.
struct RootSources {
  std::string arch;
  std::vector<const upstream::Metadata*> repositories;
  std::vector<fs::path> local_packages;
  std::vector<std::string> local_digests;  ///< of local_packages, in their order
};

/// What a build root must hold.
struct RootRequirements {
  std::vector<std::string> base;       ///< the requirements of every root of the target
  std::vector<std::string> build;      ///< what one package build-requires
  std::vector<std::string> conflicts;  ///< what that package build-conflicts with
};

/// Identifies everything that the result of resolve depends on, without a solver.
std::string key_of(const RootSources& sources, const RootRequirements& needs);

/// Advice for BuildRequires that the repositories with these names do not have. `missing` are the
/// BuildRequires.
std::string advice_on_missing(const std::vector<std::string>& repositories,
                              const std::vector<std::string>& missing = {});

/// Advice for a base root that cannot be made from the repositories with these names. It is `otherwise`,
/// unless the base repository lacks what every target on it installs: then it must be made again. A problem
/// without an explanation is a requirement that nothing provides.
std::string advice_on_root(const std::vector<std::string>& repositories,
                           const std::vector<solve::Problem>& problems, const std::string& otherwise);

/// Whether a solver's explanation is a conflict between existing packages.
bool tells_conflict(const std::string& explanation);
/// Advice for a conflict.
constexpr const char* k_advice_on_conflict =
    "packages that conflict cannot be in one build root: remove one of them from the BuildRequires or from "
    "buildroot.install of the target, or correct the BuildConflicts";

/// Chooses the packages of a build root. The base depends only on `needs.base`, so that all packages of a
/// target share it; then come the packages that `needs.build` adds. If the two cannot be installed together,
/// or the base holds what the package conflicts with, everything is in the base. Throws Error(invalid), which
/// names everything that cannot be resolved; `who` is the package, for messages.
BuildSet resolve(const RootSources& sources, const RootRequirements& needs, const std::string& who);

}  // namespace rpmworks::buildroot
