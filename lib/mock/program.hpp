// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::mock {

/// The mock that is installed on this machine.
struct Program {
  fs::path path;
  std::string version;  ///< "6.7"
};

/// Finds mock and its version. Throws Error(invalid) with a hint if mock is not installed or does not run for
/// this user; it refuses root unless started with sudo.
Program require_program(const config::Target& target);

/// Whether `engine: auto` uses mock for a target. mock must be installed and run, this user must be in its
/// group, and its package manager must be installed (unless a bootstrap root has it). The target must not be
/// based on this machine's own packages, for which the built-in engine is made.
bool is_preferred(const config::Target& target);

}  // namespace rpmworks::mock
