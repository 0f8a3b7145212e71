// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::hostbase {

/// What every base repository is made around: the tools that specs may use without naming them, compilers,
/// CMake, Python, rpm itself. Debian names.
const std::vector<std::string>& default_seeds();

}  // namespace rpmworks::hostbase
