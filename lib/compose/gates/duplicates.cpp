// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "compose/gates/gate.hpp"

namespace rpmworks::compose {

Check duplicates_gate(const GateInputs& inputs) {
  std::vector<Finding> findings;
  std::set<std::string> nevras;
  for (const auto& entry : inputs.release.manifest->packages)
    if (entry.section == inputs.section->path && !nevras.insert(entry.nevra.str()).second)
      findings.push_back(
          {entry.nevra.str(), fmt::format("{} is in the section more than once", entry.nevra.str())});
  return judged("duplicates", inputs.section->path, std::move(findings), ExitCode::gate);
}

}  // namespace rpmworks::compose
