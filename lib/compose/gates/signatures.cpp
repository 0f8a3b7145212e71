// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "compose/gates/gate.hpp"

namespace rpmworks::compose {

namespace {

// The advice about a key that has expired is given once, at the first of its sections.
std::string expiry_finding(const ReleaseOnDisk& release, const manifest::SectionInfo& section,
                           const std::string& advice) {
  const auto& sections = release.manifest->sections;
  const auto first = std::ranges::find(sections, section.signer, &manifest::SectionInfo::signer);
  if (&*first == &section) return advice;
  return fmt::format("its key {} has expired, as said above", section.signer);
}

}  // namespace

Check signatures_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  std::vector<std::string> findings;
  if (!release.keys.contains(section.signer))
    findings.push_back(fmt::format("no RPM-GPG-KEY file holds its key {}", section.signer));
  if (const auto expired = release.expired.find(section.signer); expired != release.expired.end())
    findings.push_back(expiry_finding(release, section, expired->second));
  for (size_t i = 0; i < release.packages.size(); ++i)
    if (release.manifest->packages[i].section == section.path && !release.packages[i].signature.empty())
      findings.push_back(release.packages[i].signature);
  return judged("signatures", section.path, std::move(findings), ExitCode::trust,
                release.signed_by(section.signer));
}

}  // namespace rpmworks::compose
