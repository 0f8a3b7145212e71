// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// What changed and removed packages no longer provide, no other package of the new place provides, and a
/// package of the new place requires. Versions are not compared: that is what the gate "closure" of a release
/// is for. Reads the headers of all packages of the new place, but only if something was lost.
std::vector<LostProvide> lost_provides(const Changes& changes, const inventory::Inventory& after,
                                       unsigned jobs);

}  // namespace rpmworks::changes
