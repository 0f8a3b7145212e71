// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: releases that hold only what another release lacks.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "layout/client_repos.hpp"
#include "manifest/manifest.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// What a delta leaves out, because clients get it from another release. That release may be a delta too;
/// then they also get packages from the release that it completes.
struct Delta {
  manifest::ReleaseRef base;
  std::vector<layout::ChainLink> chain;   ///< these releases, the newest first
  std::vector<manifest::Entry> packages;  ///< all their packages

  /// Whether one of them has this file in this section.
  bool has(const manifest::Entry& entry) const;
  /// Identifies `base`, for digests of inputs.
  std::string identity() const { return base.release + " " + base.manifest_sha256; }

 private:
  friend Delta delta_from(const std::string&, const std::string&, const store::Workspace&);
  std::set<std::pair<std::string, std::string>> m_known;  ///< section and SHA-256
};

/// Reads the chain. Throws Error(invalid) if a release is missing, is of another product, or is not the one
/// that the next one was made from, and Error(gate) if a .repo file of one is damaged.
Delta delta_from(const std::string& release, const std::string& product, const store::Workspace& workspace);

/// Throws Error(gate) if clients of the whole chain would not see a package of the release, because an
/// earlier one has a higher version. Returns a line about packages that the release does not have any more,
/// and that its clients see all the same; empty if there are none.
std::string require_visible(const manifest::Manifest& whole, const Delta& delta);

/// The packages of a release that a delta holds: packages that the chain lacks, and their source packages.
std::vector<manifest::Entry> left_of(const std::vector<manifest::Entry>& packages, const Delta& delta);

}  // namespace rpmworks::compose
