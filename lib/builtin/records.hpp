// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/builtin: what it keeps in the store.
#pragma once

#include <string>
#include <vector>

#include "store/record_kind.hpp"

namespace rpmworks::builtin {

/// All that a build turned out to require, beside what the header of its source package says.
extern const store::RecordKind<std::vector<std::string>> k_found_requirements;

}  // namespace rpmworks::builtin
