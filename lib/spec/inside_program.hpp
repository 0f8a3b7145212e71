// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::spec {

/// The executable (tools/inside) that runs in the sandbox.
std::string_view inside_program();

}  // namespace rpmworks::spec
