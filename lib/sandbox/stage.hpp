// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::sandbox {

/// The stage program (tools/stage), which this program carries inside itself, as a sealed file in memory
/// that can be executed. The descriptor stays open to the end of the process.
int stage_program_fd();

}  // namespace rpmworks::sandbox
