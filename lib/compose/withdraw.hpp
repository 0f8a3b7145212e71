// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "upgrades/upgrades.hpp"

namespace rpmworks::compose {

/// What is taken out of a release.
struct Withdrawal {
  std::string from;                   ///< the release that has the packages
  std::vector<std::string> packages;  ///< their NEVRAs
  std::string reason;                 ///< for the manifest; may be empty
};

/// The packages that a withdrawal takes out: the named ones, in every section, and source packages from which
/// nothing in the release would be built any more. Sorted by section and NEVRA. Throws Error(invalid) for a
/// NEVRA that the release does not have.
std::vector<manifest::Withdrawn> withdrawn_by(const Withdrawal& withdrawal, const manifest::Manifest& from);

/// Whether a release is the result of this withdrawal.
bool is_result_of(const Withdrawal& withdrawal, const manifest::Manifest& manifest);

/// The name for a release without some packages of the release `from`: "1.0.2.1", or "1.0.2.2" if packages
/// were withdrawn for 1.0.2.1 too, or for the same packages.
std::string name_after(const Withdrawal& withdrawal, const manifest::Manifest& from,
                       const store::Workspace& workspace);

/// Makes the release `name` from `withdrawal.from`: the other packages as they are, with their signatures;
/// new metadata where something is missing; and a manifest that names what was withdrawn. Checks it as
/// compose() does. If it exists already, returns it as unchanged. Throws Error(gate) if it exists with other
/// contents, and as withdrawn_by and released_plan. `base`: as gates::GateSettings::base. The caller must
/// hold the workspace's lock.
Composed withdraw(const Withdrawal& withdrawal, const std::string& name, const Environment& environment,
                  const upgrades::BaseOf& base = {});

}  // namespace rpmworks::compose
