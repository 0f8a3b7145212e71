// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "config/fields.hpp"

namespace rpmworks::config {

/// Reads `targets.NAME.modules`. Throws Error(invalid) for what is not MODULE:STREAM, two streams of a
/// module, and clients that know no modules.
std::vector<ModuleStream> read_modules(const Fields& target, ClientProfile client);

}  // namespace rpmworks::config
