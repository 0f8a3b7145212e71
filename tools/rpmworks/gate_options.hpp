// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "command.hpp"

namespace rpmworks::cli {

/// The option --gate, which chooses how gates check: `upgrade=real`.
void declare_gates(OptionSet& set, std::vector<std::string>& gates);

/// Whether upgrades are carried out.
bool are_upgrades_real(const std::vector<std::string>& gates);

}  // namespace rpmworks::cli
