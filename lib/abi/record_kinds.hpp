// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "abi/difference.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::abi {

/// Comparisons, under compare.hpp's key_of. Those that failed are not kept.
extern const store::RecordKind<Difference> k_differences;

/// The kinds of records that lib/abi keeps, for a collection (store/collect.hpp).
store::Kinds record_kinds();

}  // namespace rpmworks::abi
