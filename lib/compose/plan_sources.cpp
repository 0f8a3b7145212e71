// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "compose/plan_gate.hpp"

namespace rpmworks::compose {

Error sourceless(std::vector<std::string> packages, const config::Config& config) {
  const auto limited =
      std::ranges::find_if(config.sections, [](const auto& section) { return !section.of.empty(); });
  const std::string one = "`sources: { from: srpms, sign: KEY }`";
  return Error(ExitCode::gate, "no section contains the source packages of the packages that are built")
      .notes(std::move(packages))
      .hint(limited == config.sections.end()
                ? "add one to release.sections: " + one
                : fmt::format(
                      "remove `of: {}` from {}, or add a section for the others to release.sections: {}",
                      limited->of, limited->path, one));
}

// Users who get a package must also get its source: some licences and all auditors require that.
bool is_source_taken(const config::Config& config, const config::Section& built) {
  return std::ranges::any_of(
      config.sections, [&](const config::Section& section) { return takes_sources_of(section, built); });
}

void planned_sources_gate(const PlanGateInputs& inputs) {
  std::vector<std::string> missing;
  for (const auto& source : inputs.plan.sources)
    for (const auto& section : inputs.config.sections)
      if (source.sections.contains(section.path) && !is_source_taken(inputs.config, section))
        missing.push_back(fmt::format("{} (its packages go to {})", source.nevra.str(), section.path));
  if (!missing.empty()) throw sourceless(std::move(missing), inputs.config);
}

}  // namespace rpmworks::compose
