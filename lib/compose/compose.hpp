// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compose/targets.hpp"
#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/result.hpp"
#include "manifest/manifest.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// A package that goes into a release as its vendor signed it.
struct VendorPackage {
  std::string sha256;  ///< of the signed file, which the store holds
  std::string url;     ///< where it was fetched
  std::vector<std::string> required_by;
};

/// What goes into a release.
struct Inputs {
  std::string release;  ///< its name: letters, digits and "._+~-", the first a letter or a digit
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;  ///< each of one of the release's targets
  /// By the path of their section, which is `from: upstream`.
  std::map<std::string, std::vector<VendorPackage>> vendor_packages;
};

/// What a release is composed with.
struct Session {
  const config::Config& config;
  Targets targets;
  const store::Workspace& workspace;
  store::Store& store;
  Reporter& reporter;
};

struct Composed {
  fs::path folder;  ///< releases/NAME
  manifest::Manifest manifest;
  bool unchanged = false;  ///< the release was there already, made of the same inputs
};

/// Stages, signs, indexes and checks a release beside releases/, then renames it into place as a whole. An
/// existing release of that name that was made of other inputs is kept: Error(gate) says what differs, unless
/// `replace`; a published release is never replaced. Throws Error(invalid) for a bad name or a section that
/// this version cannot make; Error(gate) for duplicates, missing source packages and packages that the
/// clients of their section's target cannot read; Error(trust) as sign_all, and for a vendor's package that
/// no trusted key of its section signed. Warns of packages that clients would not see as updates, and of an
/// existing release that ships a key as it was before its expiry was extended. The caller holds the lock of
/// the workspace.
Composed compose(const Inputs& inputs, const Session& session, bool replace = false);

}  // namespace rpmworks::compose
