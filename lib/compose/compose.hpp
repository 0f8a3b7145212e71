// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/result.hpp"
#include "manifest/manifest.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// What goes into a release.
struct Inputs {
  std::string release;  ///< its name: letters, digits and "._+~-", the first a letter or a digit
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;
};

struct Composed {
  fs::path folder;  ///< releases/NAME
  manifest::Manifest manifest;
  bool unchanged = false;  ///< it was there already, with these very inputs
};

/// Stages, signs, indexes and checks a release beside releases/, then renames it into place whole. A release
/// of that name made of other inputs is never overwritten: Error(gate) says what differs, unless `replace`; a
/// published one is never replaced. Error(invalid) for a bad name or a section that this version cannot make,
/// Error(gate) for duplicates, missing source packages and packages that the target's clients cannot read,
/// Error(trust) as sign_all. Warns of packages that clients would not take for updates, and of a release that
/// is there and ships a key as it was before it was prolonged. The caller holds the lock of the workspace.
Composed compose(const Inputs& inputs, const config::Config& config, const config::Target& target,
                 const store::Workspace& workspace, store::Store& store, bool replace, Reporter& reporter);

}  // namespace rpmworks::compose
