// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <set>

#include "core/text.hpp"
#include "gates/gate.hpp"
#include "licenses/refused.hpp"

namespace rpmworks::gates {

Check licenses_gate(const GateInputs& inputs) {
  constexpr const char* k_licenses_name = "licenses";
  const ReleaseOnDisk& release = inputs.release;
  if (!inputs.config)
    return not_checked(k_licenses_name, release.name(), "no repos.yaml lists the allowed licences");
  if (inputs.config->allowed_licenses.empty())
    return not_checked(k_licenses_name, release.name(),
                       "release.gates.licenses of repos.yaml lists no licences");
  std::set<std::string> allowed;
  for (const auto& license : inputs.config->allowed_licenses)
    allowed.insert(licenses::normal_license(*license));
  std::vector<Finding> findings;
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    const std::string& license = release.contents[i]->package.license;
    const auto refused = licenses::refused_licenses(license, allowed);
    if (refused.empty()) continue;
    findings.push_back(
        {fmt::format("{}.{} {}", entry.nevra.name, entry.nevra.arch, join(refused, ", ")),
         fmt::format("{} has the licence '{}', of which release.gates.licenses does not allow {}",
                     entry.nevra.str(), license, join(refused, ", ")),
         entry.file});
  }
  return judged(k_licenses_name, release.name(), std::move(findings));
}

}  // namespace rpmworks::gates
