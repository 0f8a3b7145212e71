// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <map>

#include "core/error_line.hpp"
#include "gates/gate.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_withdrawn_name = "withdrawn";

// The packages that were withdrawn from releases of the product in this folder, by NEVRA. Only few manifests
// name some, so the others are not parsed.
std::map<std::string, manifest::Withdrawn> withdrawn_in(const fs::path& releases,
                                                        const manifest::Manifest& made,
                                                        std::vector<std::string>& notes) {
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  std::map<std::string, manifest::Withdrawn> withdrawn;
  for (const auto& name : releases::releases(workspace)) {
    try {
      if (read_file(releases / name / "manifest.json").find("\"withdrawn\"") == std::string::npos) continue;
      const auto read = releases::shared_manifest(releases / name);
      const manifest::Manifest& manifest = *read;
      if (manifest.product != made.product) continue;
      for (const auto& one : manifest.withdrawn) withdrawn.emplace(one.nevra, one);
    } catch (const Error& error) {
      if (name != made.release)
        notes.push_back(fmt::format(
            "what was withdrawn from the release before {} is not known, because {} cannot be read: {}", name,
            name, in_one_line(error)));
    }
  }
  return withdrawn;
}

}  // namespace

Check withdrawn_gate(const GateInputs& inputs) {
  const manifest::Manifest& manifest = *inputs.release.manifest;
  std::vector<std::string> notes;
  const auto withdrawn = withdrawn_in(inputs.release.folder.parent_path(), manifest, notes);
  std::vector<Finding> findings;
  for (const auto& entry : manifest.packages) {
    const auto found = withdrawn.find(entry.nevra.str());
    // The releases from which it was withdrawn still have it.
    if (found == withdrawn.end() ||
        rpm::Evr{"", manifest.release, ""} <= rpm::Evr{"", found->second.release, ""})
      continue;
    const manifest::Withdrawn& one = found->second;
    findings.push_back({.id = one.nevra,
                        .text = fmt::format("{} was withdrawn from the release {}{}", entry.file, one.release,
                                            one.reason.empty() ? "" : ": " + one.reason),
                        .file = entry.file});
  }
  Check check = judged(k_withdrawn_name, inputs.release.name(), std::move(findings));
  check.is_incomplete = !notes.empty();
  check.notes = std::move(notes);
  return check;
}

}  // namespace rpmworks::gates
