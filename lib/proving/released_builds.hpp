// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what a release says about its builds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "attest/build.hpp"
#include "core/files.hpp"
#include "manifest/build_roots.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::proving {

/// A build that a statement of the release describes.
struct ReleasedBuild {
  attest::Build build;
  /// What the statement is about, by file name without a folder: the packages as they were published.
  std::map<std::string, std::string> published;  ///< SHA-256 by file name
};

/// The builds of a release, sorted by package and target.
struct ReleasedBuilds {
  std::vector<ReleasedBuild> builds;
  manifest::BuildRoots roots;
};

/// Reads the statements and build roots of a release, which must have been verified. Throws Error(invalid) if
/// there are none, or if one is damaged.
ReleasedBuilds released_builds(const manifest::Manifest& manifest, const fs::path& folder);

/// The builds of these packages of repos.yaml (empty: of all), and the builds whose packages are in their
/// build roots, which come first. Builds of a cycle are in any order. Indices into `builds.builds`.
std::vector<size_t> build_order(const ReleasedBuilds& builds, const std::vector<std::string>& only);

}  // namespace rpmworks::proving
