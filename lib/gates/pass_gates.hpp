// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "gates/gates.hpp"

namespace rpmworks::gates {

/// Runs every gate on a release that is being made in `folder`. Passes the checks to `on_checks`, if it is
/// set. Tells waived findings, notes, and gates that could not run. Throws an Error with the exit code of the
/// worst finding, which names each gate that failed.
void require_gates(const fs::path& folder, const std::string& release, const GateSettings& settings,
                   const std::function<void(const std::vector<Check>&)>& on_checks, Reporter& reporter);

}  // namespace rpmworks::gates
