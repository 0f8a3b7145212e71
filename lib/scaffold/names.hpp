// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// A package's name made of a project's: one that rpm allows; empty when nothing of it can be one.
std::string package_name(std::string_view text);

/// A URL as a browser takes it, without credentials: that of ssh and host:path becomes https. Empty for
/// folders.
std::string public_url(std::string_view remote);

}  // namespace rpmworks::scaffold
