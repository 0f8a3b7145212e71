// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::layout {

constexpr std::string_view k_basearch = "$basearch";
/// The value of `$basearch` in dnf and yum on a machine that installs packages of `arch`.
std::string basearch(const std::string& arch);

}  // namespace rpmworks::layout
