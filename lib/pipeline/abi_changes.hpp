// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "changes/changes.hpp"
#include "core/events.hpp"
#include "inventory/inventory.hpp"
#include "store/store.hpp"

namespace rpmworks::pipeline {

/// Compares the interfaces of the shared libraries in packages that differ: those that both packages provide
/// under one soname and whose content differs. Looks in the new place for packages that use what changed.
/// Records the comparisons in `store` unless it is null. The packages must be on this machine; they are
/// unpacked and read in the sandbox. Throws Error(failed) if abidiff is not installed.
changes::AbiChanges abi_changes(const changes::Changes& changes, const inventory::Inventory& before,
                                const inventory::Inventory& after, store::Store* store, unsigned jobs,
                                Reporter& reporter);

}  // namespace rpmworks::pipeline
