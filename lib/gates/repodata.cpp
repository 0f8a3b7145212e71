// SPDX-License-Identifier: GPL-3.0-or-later
#include "repodata/repodata.hpp"

#include <fmt/format.h>

#include <map>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

void compare_listed(const manifest::Manifest& manifest, const std::string& section,
                    const std::vector<repodata::Listed>& listed, std::vector<Finding>& findings) {
  std::map<std::string, const repodata::Listed*> by_file;
  for (const auto& each : listed)
    if (!by_file.emplace(section + "/" + each.href, &each).second)
      findings.push_back({section + "/" + each.href, fmt::format("the metadata lists {} twice", each.href)});
  for (const auto& entry : manifest.packages) {
    if (entry.section != section) continue;
    const auto found = by_file.find(entry.file);
    if (found == by_file.end()) {
      findings.push_back({entry.file, fmt::format("the metadata does not list {}", entry.file)});
      continue;
    }
    const repodata::Listed& each = *found->second;
    if (each.nevra != entry.nevra.str() || each.sha256 != entry.sha256 || each.size != entry.size)
      findings.push_back(
          {entry.file, fmt::format("the metadata and the manifest disagree about {}", entry.file)});
    by_file.erase(found);
  }
  for (const auto& [file, each] : by_file)
    findings.push_back({file, fmt::format("the metadata lists {}, which the manifest does not list", file)});
}

}  // namespace

Check repodata_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  const manifest::SectionInfo& section = *inputs.section;
  const std::string repomd = section.path + "/repodata/repomd.xml";
  if (!release.inventory.files.contains(repomd))
    return judged("repodata", section.path, {{repomd, fmt::format("{} is missing", repomd)}}, ExitCode::gate);
  const std::string bytes = read_file(release.folder / repomd);
  const std::string fault = judge_detached(release, repomd, bytes, {section.signer}).fault;
  std::vector<Finding> findings;
  if (!fault.empty()) findings.push_back({repomd, fault});
  if (sha256(bytes) != section.repomd_sha256)
    findings.push_back({repomd, fmt::format("{} does not match its SHA-256 in the manifest", repomd)});
  try {
    compare_listed(*release.manifest, section.path, repodata::read(release.folder / section.path), findings);
  } catch (const Error& error) {
    findings.push_back({repomd, error.what()});
  }
  return judged("repodata", section.path, std::move(findings),
                fault.empty() ? ExitCode::gate : ExitCode::trust, release.signed_by(section.signer));
}

}  // namespace rpmworks::gates
