// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>
#include <set>

#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

// Source packages from which nothing in the release was built.
void add_orphans(const manifest::Manifest& manifest, std::vector<Finding>& findings) {
  std::set<std::string> used;
  for (const auto& entry : manifest.packages)
    if (entry.build && !entry.nevra.is_source()) used.insert(entry.origin.srpm_sha256());
  for (const auto& entry : manifest.packages) {
    if (!entry.nevra.is_source() || entry.build || entry.origin.upstream() ||
        used.contains(entry.origin.srpm_sha256()))
      continue;
    findings.push_back(
        {entry.nevra.str(),
         fmt::format("{} is in the release, but no package that was built from it", entry.nevra.str()),
         entry.file});
  }
}

}  // namespace

// A binary package's header names its source package's file, and the manifest contains the digest of the
// source package from which it was built. A source package of the release must match both. A source package
// that a build produced does not count.
Check sources_gate(const GateInputs& inputs) {
  const manifest::Manifest& manifest = *inputs.release.manifest;
  // Digests by file name: source packages for several targets may have the same name.
  std::map<std::string, std::set<std::string>> sources;
  std::vector<Finding> findings;
  for (const auto& entry : manifest.packages) {
    if (!entry.nevra.is_source()) continue;
    if (entry.build)
      findings.push_back(
          {entry.nevra.str(), fmt::format("{} was made by a build; it is not a source package of the release",
                                          entry.nevra.str())});
    else
      sources[fs::path(entry.file).filename()].insert(entry.origin.srpm_sha256());
  }
  for (const auto& entry : manifest.packages) {
    if (entry.origin.upstream() || entry.source_rpm.empty()) continue;
    const auto source = sources.find(entry.source_rpm);
    if (source == sources.end())
      findings.push_back({entry.nevra.str(), fmt::format("{} is made from {}, which is not in the release",
                                                         entry.nevra.str(), entry.source_rpm)});
    else if (!source->second.contains(entry.origin.srpm_sha256()))
      findings.push_back(
          {entry.nevra.str(), fmt::format("{} was made from a {} that differs from the one in the release",
                                          entry.nevra.str(), entry.source_rpm)});
  }
  add_orphans(manifest, findings);
  return judged("sources", inputs.release.name(), std::move(findings), ExitCode::gate);
}

}  // namespace rpmworks::gates
