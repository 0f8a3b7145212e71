// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/buildroot: what it keeps in the store.
#pragma once

#include <cstdint>

#include "buildroot/build_set.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::buildroot {

extern const store::RecordKind<BuildSet> k_build_sets;
extern const store::RecordKind<uint64_t> k_outgrown_memory;  ///< bytes that were too few for a build

}  // namespace rpmworks::buildroot
