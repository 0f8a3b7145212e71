// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rpm/package.hpp"

namespace rpmworks::rpm {

/// As read_package, but without relations (Requires, Provides, …) and without the signature. For lists of
/// thousands of packages: what an inventory needs of them.
Package read_description(const fs::path& file);

}  // namespace rpmworks::rpm
