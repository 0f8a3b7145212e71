// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "rpm/nevra.hpp"
#include "srpm/lineage.hpp"

namespace rpmworks::srpm {

/// Whether the clients' rpm orders `1.0~rc1` before `1.0`: since 4.10 (its rpmlib(TildeInVersions)); EL6 has
/// 4.8, EL7 4.11.
bool knows_tilde(config::ClientProfile client);
/// Whether it orders `1.0^1` behind `1.0`: since 4.15 (rpmlib(CaretInVersions)), and EL8's 4.14.
bool knows_caret(config::ClientProfile client);

/// What the version of a package is made of.
struct VersionFacts {
  rpm::Evr spec;     ///< what the spec says, or is made to say by `release:`
  std::string dist;  ///< the target's: the end of the release
  config::ClientProfile client = config::ClientProfile::modern;
  config::Recipe::VersionFrom from = config::Recipe::VersionFrom::spec;
  bool snapshot = false;
  const git::Commit& commit;
  const Lineage& lineage;
  std::optional<rpm::Evr> before;  ///< what the package was called at the lineage's tag
};

/// What the spec's tags are set to; nothing for those that stay.
struct Version {
  std::optional<std::string> version;
  std::optional<std::string> release;  ///< with %{?dist} at its end where the spec's ends in it
  rpm::Evr evr;                        ///< what rpm makes of it
};

/// The version of a package by its recipe. A commit after a release is, as a snapshot, N.DATEgitID (N commits
/// since the release; the committer's day in UTC) in the place that rpm's order and the clients know:
///
/// | the spec's Version is      | modern       | el7            | el6            |
/// | that of the release before | `1.0^N…-R`   | `1.0-R.N…`     | `1.0-R.N…`     |
/// | that of the next one       | `2.0~N…-R`   | `2.0~N…-R`     | `2.0-0.N…`     |
///
/// Throws Error(invalid) when the spec's Version is older than that of the release before, and when a tag's
/// version can be none of a package.
Version version_of(const VersionFacts& facts);

/// A release and what the package is called there.
struct Neighbour {
  std::string tag;
  rpm::Evr evr;
};

/// Throws Error(invalid) when rpm would not order a snapshot between the releases around it.
void check_order(const rpm::Evr& snapshot, const std::optional<Neighbour>& before,
                 const std::vector<Neighbour>& next);

/// A release without the target's `dist` at its end.
std::string without_dist(const std::string& release, const std::string& dist);

}  // namespace rpmworks::srpm
