// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "core/files.hpp"

namespace rpmworks::mock {

/// The mock of this machine.
struct MockProgram {
  fs::path path;
  std::string version;  ///< "6.7"
};

/// Finds mock and asks it for its version. Throws Error(invalid), which says what to do, when it is not
/// installed, or will not run for this user: it refuses root unless started with sudo.
MockProgram require_mock(const config::Target& target);

/// Whether `engine: auto` takes mock for a target: only where nothing that can be known beforehand speaks
/// against it. It has to be installed and to run, this user must be of its group, the package manager must be
/// here (unless a bootstrap root brings it), and the target must not stand on this machine's own packages,
/// which the built-in engine was made for.
bool is_mock_the_choice(const config::Target& target);

}  // namespace rpmworks::mock
