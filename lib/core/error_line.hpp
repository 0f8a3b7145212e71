// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/error.hpp"

namespace rpmworks {

/// "FILE:LINE:COLUMN: WHAT (FIRST NOTE)": an error as a part of another line, such as a warning.
std::string in_one_line(const Error& error);

}  // namespace rpmworks
