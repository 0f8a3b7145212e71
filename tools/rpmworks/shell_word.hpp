// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::cli {

/// Quotes a path for a shell command that the user can copy.
std::string shell_word(const std::string& path);

}  // namespace rpmworks::cli
