// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "config/config.hpp"

namespace rpmworks::config {

/// Adds the key, the upstream and the target "hostbase", unless the file defines one of that name.
void add_hostbase(Config& config, const Hostbase& hostbase);

/// The architecture of this machine as rpm calls it: "x86_64".
std::string machine_arch();

}  // namespace rpmworks::config
