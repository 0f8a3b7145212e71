// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "rpm/nevra.hpp"
#include "srpm/release_history.hpp"

namespace rpmworks::srpm {

/// Whether the clients' rpm sorts `1.0~rc1` before `1.0`: since 4.10 (its rpmlib(TildeInVersions)); EL6
/// has 4.8, EL7 4.11.
bool knows_tilde(config::ClientProfile client);
/// Whether the clients' rpm sorts `1.0^1` after `1.0`: since 4.15 (rpmlib(CaretInVersions)), and EL8's 4.14.
bool knows_caret(config::ClientProfile client);

/// The input of version_of.
struct VersionInput {
  rpm::Evr spec;     ///< from the spec, or with the Release of `release:`
  std::string dist;  ///< the target's dist tag, the end of the release
  config::ClientProfile client = config::ClientProfile::modern;
  config::Recipe::VersionFrom from = config::Recipe::VersionFrom::spec;
  bool snapshot = false;
  const git::Commit& commit;
  const ReleaseHistory& history;
  std::optional<rpm::Evr> before;  ///< the package's EVR at the release tag
};

/// New values for the spec's tags; empty ones do not change.
struct Version {
  std::optional<std::string> version;
  std::optional<std::string> release;  ///< ends in %{?dist} if the spec's Release does
  rpm::Evr evr;                        ///< the resulting EVR
};

/// The version of a package by its recipe. A snapshot of a commit after a release contains N.DATEgitID (N
/// commits since the release; the committer's day in UTC) at a place that sorts correctly in the clients'
/// rpm:
///
/// | the spec's Version is      | modern       | el7            | el6            |
/// | that of the release before | `1.0^N…-R`   | `1.0-R.N…`     | `1.0-R.N…`     |
/// | that of the next one       | `2.0~N…-R`   | `2.0~N…-R`     | `2.0-0.N…`     |
///
/// Throws Error(invalid) if the spec's Version is older than the previous release, or if the version of a tag
/// is not valid for a package.
Version version_of(const VersionInput& facts);

/// A release and the package's EVR there.
struct Neighbour {
  std::string tag;
  rpm::Evr evr;
};

/// Throws Error(invalid) if rpm would not sort a snapshot between the releases around it.
void check_order(const rpm::Evr& snapshot, const std::optional<Neighbour>& before,
                 const std::vector<Neighbour>& next);

/// Removes the target's `dist` from the end of a release.
std::string without_dist(const std::string& release, const std::string& dist);

}  // namespace rpmworks::srpm
