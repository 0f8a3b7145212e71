// SPDX-License-Identifier: GPL-3.0-or-later
// Upgrades carried out.
#pragma once

#include <vector>

#include "upgrades/upgrades.hpp"

namespace rpmworks::upgrades {

/// Carries out upgrades to the release in `folder`, with the dnf of this machine. For each system, dnf
/// installs the packages of the earlier release and what they need of the base into an empty root, runs the
/// commands of the guide, and the root must then have exactly the packages that the guide promises. dnf and
/// the scriptlets of the packages run in a sandbox without network that sees only the root, the two releases,
/// and the base.
///
/// Returns what went wrong. Throws Error(failed) if this machine has no dnf, or if the base is not a
/// repository with a file:// URL. `tmp`: an empty folder for the roots, which are removed again.
std::vector<UpgradeFinding> carry_out(const Upgrades& upgrades, const fs::path& folder, const fs::path& tmp);

}  // namespace rpmworks::upgrades
