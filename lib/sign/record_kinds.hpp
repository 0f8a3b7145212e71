// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/record_kind.hpp"

namespace rpmworks::sign {

/// The kinds of records that lib/sign keeps, for garbage collection (store/collect.hpp).
store::Kinds record_kinds();

}  // namespace rpmworks::sign
