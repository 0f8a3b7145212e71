// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// Fills in Changes::lost and Changes::outside: what changed and removed packages no longer provide, no other
/// package of the new place provides, and a package of the new place requires; and what changed packages
/// require now although no package of the new place provides it. Versions are not compared: that is what the
/// gate "closure" of a release is for. Reads the headers of all packages of the new place, but only if
/// something was lost or gained.
void add_unfulfilled(Changes& changes, const inventory::Inventory& after, unsigned jobs);

}  // namespace rpmworks::changes
