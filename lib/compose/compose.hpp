// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/result.hpp"
#include "gates/gates.hpp"
#include "layout/targets.hpp"
#include "manifest/manifest.hpp"
#include "solve/selection/selection.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// A package that goes into a release with its vendor's signature.
struct VendorPackage {
  std::string sha256;  ///< of the signed file, which is in the store
  std::string url;     ///< where it was fetched from, as the manifest shows it
  std::vector<std::string> required_by;
  std::vector<std::string> targets;      ///< whose clients need it; empty: the only one of its section
  std::optional<rpm::Nevra> nevra = {};  ///< what the file must contain; nothing: any package
};

/// Metadata of an upstream besides that of its packages, for a section.
struct VendorMetadata {
  std::string modules;     ///< modules.yaml, reduced to the packages of the section; may be empty
  std::string updateinfo;  ///< updateinfo.xml, not reduced; may be empty
};

/// The commits of a source package since the release before.
struct SourceHistory {
  std::vector<git::Commit> commits;  ///< children before parents
  std::string unknown;               ///< why they could not be read; else empty
};

/// Reads the commits of a source package, which was made from a git repository, without the commits up to
/// those of the list.
using HistoryOf = std::function<SourceHistory(const srpm::Srpm&, const std::vector<std::string>&)>;

/// Reads the commits of a package's source since that of an earlier package, newest first. None if they
/// cannot be read.
using CommitsBetween =
    std::function<std::vector<git::Commit>(const manifest::Entry& before, const manifest::Entry& after)>;

/// The contents of a release.
struct Inputs {
  std::string release;  ///< its name: letters, digits and "._+~-", the first a letter or a digit
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;  ///< each for one of the release's targets
  /// Keyed by the path of their section, which has `from: upstream`. Each such section must have an entry.
  std::map<std::string, std::vector<VendorPackage>> vendor_packages;
  /// Puts the vendor packages into the store. Called only if a release is composed.
  std::function<void()> fetch_vendor_packages = {};
  /// Reads the metadata that sections want of their upstreams, by their path; depends only on repos.lock.
  /// Called only if a release is composed.
  std::function<std::map<std::string, VendorMetadata>()> vendor_metadata = {};
  /// Called only if a release is composed, and a section wants advisories from commits.
  HistoryOf history = {};
  /// For the page of the release. Called only if a release is composed.
  CommitsBetween commits_between = {};
  std::string lock_sha256 = {};  ///< of repos.lock; empty if there is none
  /// Another release: this one leaves out the packages that it has. Empty: the release is whole.
  std::string delta_from = {};
  /// As gates::GateSettings::base. Called only if a release is composed.
  std::function<std::optional<solve::Base>(const config::Target&)> base = {};
  bool are_upgrades_real = false;  ///< as gates::GateSettings::are_upgrades_real
  /// Gets the results of the gates, also if some of them failed. Called only if a release is composed.
  std::function<void(const std::vector<gates::Check>&)> on_checks = {};
};

/// The environment in which a release is composed.
struct Environment {
  const config::Config& config;
  layout::Targets targets;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
};

struct Composed {
  fs::path folder;  ///< releases/NAME
  manifest::Manifest manifest;
  bool unchanged = false;  ///< the release already existed, made from the same inputs
};

/// Stages, signs, indexes and verifies a release in a temporary folder in releases/, then renames it into
/// place as a whole. If a release of that name exists and was made from other inputs, throws Error(gate)
/// listing the differences; with `replace`, replaces it unless it was published. A delta is first composed
/// and checked as a whole. Throws Error(invalid) for a bad name or a section that this version cannot make;
/// Error(gate) for duplicates, missing source packages, packages that the clients of their section's target
/// cannot read, and packages of earlier releases in the workspace that clients cannot upgrade; Error(trust)
/// as sign_all, and for a vendor's package that no trusted key of its section signed. Warns about packages
/// that clients would not see as updates, and about an existing release that ships a key in its state before
/// its expiry was extended. The caller must hold the workspace's lock.
Composed compose(const Inputs& inputs, const Environment& environment, bool replace = false);

/// The checks of advisories from commits, which compose() makes too: before anything is built. Throws
/// Error(invalid) for a commit whose trailers are not valid. Needs the source packages and their history.
void require_valid_trailers(const Inputs& inputs, const Environment& environment);

}  // namespace rpmworks::compose
