// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/piece.hpp"
#include "solve/universe.hpp"

namespace rpmworks::buildroot {

/// What a build root consists of: a base that all builds of a target share, and what one package's
/// BuildRequires add to it.
struct BuildSet {
  std::vector<engine::Piece> bootstrap;  ///< those of the base that the target's own rpm needs to run
  std::vector<engine::Piece> base;
  std::vector<engine::Piece> extra;  ///< none of them in the base

  /// Base and extra.
  std::vector<engine::Piece> all() const;
};

/// Identifies a root by what is in it.
std::string digest_of(const BuildSet& set);

/// Where to find what a set is resolved from.
struct Sources {
  std::string arch;
  std::vector<const upstream::Metadata*> repositories;
  std::vector<fs::path> local_packages;
  std::vector<std::string> local_digests;  ///< of local_packages, in their order
};

/// What is asked of a build root.
struct RootNeeds {
  std::vector<std::string> base;       ///< the requirements of every root of the target
  std::vector<std::string> build;      ///< what one package build-requires
  std::vector<std::string> conflicts;  ///< what that package build-conflicts with
};

/// Identifies everything that resolve's answer depends on, without asking a solver.
std::string key_of(const Sources& sources, const RootNeeds& needs);

/// What to do about BuildRequires that repositories of these names do not have. `missing` are these
/// BuildRequires.
std::string advice_on_missing(const std::vector<std::string>& repositories,
                              const std::vector<std::string>& missing = {});

/// What to do about a base root that repositories of these names cannot make: `otherwise`, unless the base
/// repository lacks what every target on it installs, so that making it again mends that. A problem without
/// an explanation is a requirement that nothing provides.
std::string advice_on_root(const std::vector<std::string>& repositories,
                           const std::vector<solve::Problem>& problems, const std::string& otherwise);

/// Whether a solver's explanation is that packages which are there cannot be installed side by side.
bool tells_conflict(const std::string& explanation);
/// What to do about that.
constexpr const char* k_advice_on_conflict =
    "packages that conflict cannot be in one build root: leave one of them out of the BuildRequires, or of "
    "buildroot.install of the target, or correct the BuildConflicts";

/// Chooses the packages of a build root: the base by `needs.base` alone, so that it is the same for all
/// packages of a target, then what `needs.build` adds. When the two cannot be installed side by side, or the
/// base holds what the package conflicts with, all of it is the base. Throws Error(invalid) naming everything
/// that cannot be had.
BuildSet resolve(const Sources& sources, const RootNeeds& needs, const std::string& package);

}  // namespace rpmworks::buildroot
