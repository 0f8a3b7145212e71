// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

// The hint for an expired key appears only once, at the first section that uses the key.
std::string expiry_finding(const ReleaseOnDisk& release, const manifest::SectionInfo& section,
                           const std::string& advice) {
  const auto& sections = release.manifest->sections;
  const auto first = std::ranges::find(sections, section.signer, &manifest::SectionInfo::signer);
  if (&*first == &section) return advice;
  return fmt::format("its key {} has expired (see above)", section.signer);
}

// The keys of the section's metadata and of its packages.
std::set<std::string> section_keys(const manifest::SectionInfo& section) {
  std::set<std::string> keys = {section.signer};
  for (const auto& key : section.package_signers()) keys.insert(key);
  return keys;
}

std::string who_signed(const ReleaseOnDisk& release, const manifest::SectionInfo& section) {
  std::string text;
  for (const auto& key : section.package_signers())
    text += text.empty() ? release.signed_by(key) : ", or " + release.signed_by(key);
  return text;
}

}  // namespace

Check signatures_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  std::vector<Finding> findings;
  for (const auto& key : section_keys(section))
    if (!release.keys.contains(key))
      findings.push_back({key, fmt::format("no RPM-GPG-KEY file contains its key {}", key)});
  if (const auto expired = release.expired.find(section.signer); expired != release.expired.end())
    findings.push_back({section.signer, expiry_finding(release, section, expired->second)});
  if (release.are_packages_unread() && findings.empty())
    return not_checked("signatures", section.path, release.remote->why_not_read);
  for (size_t i = 0; i < release.packages.size(); ++i)
    if (release.manifest->packages[i].section == section.path && !release.packages[i].signature.empty())
      findings.push_back({release.manifest->packages[i].file, release.packages[i].signature});
  return judged("signatures", section.path, std::move(findings), ExitCode::trust,
                who_signed(release, section));
}

}  // namespace rpmworks::gates
