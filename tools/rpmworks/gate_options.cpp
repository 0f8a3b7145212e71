// SPDX-License-Identifier: GPL-3.0-or-later
#include "gate_options.hpp"

#include <algorithm>

namespace rpmworks::cli {

namespace {

constexpr const char* k_real_upgrades = "upgrade=real";

}  // namespace

void declare_gates(OptionSet& set, std::vector<std::string>& gates) {
  set.add("--gate", gates,
          "upgrade=real: carry out the upgrades from earlier releases, with dnf in a sandbox")
      .value("GATE=HOW")
      .one_of({k_real_upgrades})
      .one_value_each();
}

bool are_upgrades_real(const std::vector<std::string>& gates) {
  return std::ranges::find(gates, k_real_upgrades) != gates.end();
}

}  // namespace rpmworks::cli
