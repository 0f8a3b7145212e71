// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "clients/limits.hpp"
#include "clients/profile.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

// The same rules as for a plan (unreadable_because), on the packages of the release.
Check readable_gate(const GateInputs& inputs) {
  constexpr const char* k_readable_name = "readable";
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  const clients::Profile* const profile = clients::find_profile(section.client);
  if (!profile)
    return not_checked(k_readable_name, section.path,
                       fmt::format("this rpmworks does not know the clients '{}'", section.client));
  std::vector<Finding> findings;
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const manifest::Entry& entry = release.manifest->packages[i];
    if (entry.section != section.path) continue;
    const std::string why =
        clients::unreadable_because(release.contents[i]->package, entry.signature().hash, profile->client);
    if (why.empty()) continue;
    findings.push_back({fmt::format("{}.{}", entry.nevra.name, entry.nevra.arch),
                        fmt::format("{}: {}", entry.nevra.str(), why), entry.file});
  }
  return judged(k_readable_name, section.path, std::move(findings));
}

}  // namespace rpmworks::gates
