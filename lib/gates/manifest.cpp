// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {
constexpr const char* k_file = "manifest.json";
}  // namespace

Check manifest_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  std::vector<Finding> findings = release.key_findings;
  if (!release.manifest) {
    findings.push_back({k_file, release.manifest_fault});
    return judged("manifest", release.name(), std::move(findings), ExitCode::gate);
  }
  const std::string& named = release.manifest->signer;
  std::set<std::string> signers;
  for (const auto& section : release.manifest->sections) signers.insert(section.signer);
  const bool is_section_key = named.empty() || signers.contains(named);
  // Old manifests do not name their signer: any section's key may have signed them.
  if (!named.empty()) signers = {named};
  const auto judgement = judge_detached(release, k_file, release.manifest_json, signers);
  if (!judgement.fault.empty()) findings.push_back({k_file, judgement.fault});
  if (!is_section_key)
    findings.push_back(
        {named, fmt::format("manifest.json names {} as its signer, but that key signs no section", named)});
  const ExitCode code = findings.empty() ? ExitCode::gate : ExitCode::trust;
  const std::string& name = release.manifest->release;
  if (!release.wanted_name.empty() && name != release.wanted_name)
    findings.push_back({"release", fmt::format("the folder is named {}, but it contains the release {}",
                                               release.wanted_name, name)});
  return judged("manifest", release.name(), std::move(findings), code, release.signed_by(judgement.signer));
}

}  // namespace rpmworks::gates
