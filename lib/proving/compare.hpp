// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::proving {

/// The first difference between a published package and one that was made again, in one line; empty if there
/// is none. The published signatures are put on the other one before. `tmp` is for that copy.
std::string difference_of(const fs::path& published, const fs::path& made, const fs::path& tmp);

}  // namespace rpmworks::proving
