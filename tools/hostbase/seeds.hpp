// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::hostbase {

/// The seeds of every base repository, as Debian names: tools that specs may use without naming them,
/// compilers, CMake, Python, rpm itself.
const std::vector<std::string>& default_seeds();

}  // namespace rpmworks::hostbase
