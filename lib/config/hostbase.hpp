// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"

namespace rpmworks::config {

/// Adds the key, the upstream and the target "hostbase", each unless the file defines one of that name.
void add_hostbase(Config& config, const Hostbase& hostbase);

/// "x86_64": the architecture of this machine in rpm's words.
std::string machine_arch();

}  // namespace rpmworks::config
