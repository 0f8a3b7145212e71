// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

constexpr int k_layers_refused = 124;  ///< the stage program's exit code

/// The stage program's arguments that mount the layers, with upper as its own mount point, so that no other
/// folder is needed. Empty for Layering::copy.
std::vector<std::string> layering_arguments(const Overlay& overlay);

/// If upper is empty, fills it with a copy of the topmost layer, including owners, links and capabilities.
/// Shares blocks with the original if the file system supports that.
void fill_by_copy(const Overlay& overlay);

/// Tests whether a command runs over layers: returns nothing on success, else the last message of the kernel,
/// fuse-overlayfs or the command. Throws errors that are unrelated to layers.
std::optional<std::string> refusal_of_layers(const Sandbox& sandbox, const Command& command);

}  // namespace rpmworks::sandbox
