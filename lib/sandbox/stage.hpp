// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::sandbox {

/// The stage program (tools/stage), embedded in this program, as a sealed executable file in memory. The
/// descriptor stays open until the process ends.
int stage_program_fd();

}  // namespace rpmworks::sandbox
