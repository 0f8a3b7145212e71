// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/record_kind.hpp"

namespace rpmworks::locking {

/// The kinds of records that lib/product keeps, for a collection (store/collect.hpp).
store::Kinds record_kinds();

}  // namespace rpmworks::locking
