// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "upgrades/upgrades.hpp"

namespace rpmworks::upgrades {

/// The file of a release with the guide; a release without an earlier one has none.
constexpr const char* k_upgrade_guide = "UPGRADE.md";

/// Markdown: for each earlier release the commands, and what they change. Empty if there is no earlier
/// release. Of Markdown it uses only headings, paragraphs, lists, code in lines and indented code.
std::string upgrade_guide(const Upgrades& upgrades);

/// The commands of a system for dnf, as argument vectors.
std::vector<std::vector<std::string>> dnf_commands(const solve::UpgradeSystem& system);

}  // namespace rpmworks::upgrades
