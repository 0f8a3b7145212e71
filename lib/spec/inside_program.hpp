// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::spec {

/// The bytes of the program that works inside the sandbox (tools/inside).
std::string_view inside_program();

}  // namespace rpmworks::spec
