// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "gates/gate.hpp"

namespace rpmworks::gates {

Check digests_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  std::vector<Finding> findings;
  uint64_t packages = 0;
  uint64_t bytes = 0;
  for (size_t i = 0; i < release.packages.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    if (entry.section != section.path) continue;
    if (!release.packages[i].digest.empty()) findings.push_back({entry.file, release.packages[i].digest});
    ++packages;
    bytes += entry.size;
  }
  if (packages != section.packages || bytes != section.bytes)
    findings.push_back(
        {section.path,
         fmt::format("it contains {} packages of {} bytes, but the manifest lists {} of {} bytes", packages,
                     bytes, section.packages, section.bytes)});
  return judged("digests", section.path, std::move(findings), ExitCode::gate);
}

}  // namespace rpmworks::gates
