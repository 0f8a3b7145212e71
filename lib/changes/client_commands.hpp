// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// The commands with which clients get from one release to another, from the upgrade guide that the other one
/// has on this machine; or why they are not known. Nothing if the places are not two releases of one product.
std::optional<ClientCommands> client_commands(const inventory::Inventory& before,
                                              const inventory::Inventory& after);

/// The steps in the sections "## From RELEASE" of a guide.
std::vector<ClientCommands::Step> steps_from(std::string_view guide, const std::string& release);

}  // namespace rpmworks::changes
