// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sandbox/sandbox.hpp"

namespace rpmworks::sandbox {

constexpr int k_layers_refused = 124;  ///< the stage program's exit code

/// The stage program's arguments that lay the layers over each other, with upper as the mount point: over
/// itself, so that no other folder has to be there for it. None with Layering::copy.
std::vector<std::string> layering_arguments(const Overlay& overlay);

/// Where upper is empty, fills it with a copy of the topmost layer: owners, links, capabilities and all, its
/// blocks shared with the original where the file system can.
void fill_by_copy(const Overlay& overlay);

/// Runs a command over layers to see whether it can: nothing when it ended well, and otherwise the last line
/// that the kernel, fuse-overlayfs or the command itself has said. Throws what has nothing to do with layers.
std::optional<std::string> refusal_of_layers(const Sandbox& sandbox, const Command& command);

}  // namespace rpmworks::sandbox
