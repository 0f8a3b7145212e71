// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "attest/release.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "gates/gate.hpp"
#include "layout/repo_file.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::gates {

namespace {

constexpr std::string_view k_repo_suffix = ".repo";

// The files that belong to a release: packages and texts listed in the manifest, and metadata listed in each
// section's repomd.xml.
std::set<std::string> accounted_files(const ReleaseOnDisk& release) {
  const manifest::Manifest& manifest = *release.manifest;
  // The gate `provenance` checks the statements that the manifest cannot list.
  std::set<std::string> files = {"manifest.json", "manifest.json.asc", attest::k_release_file};
  for (const auto& file : manifest.files) files.insert(file.file);
  for (const auto& entry : manifest.packages) files.insert(entry.file);
  for (const auto& section : manifest.sections) {
    const std::string repodata = section.path + "/repodata/";
    files.insert({repodata + "repomd.xml", repodata + "repomd.xml.asc"});
    if (!release.inventory.files.contains(repodata + "repomd.xml")) continue;
    try {
      for (const auto& href : repodata::metadata_files(release.folder / section.path))
        files.insert(section.path + "/" + href);
    } catch (const Error&) {
      // The repodata gate reports this error.
    }
  }
  return files;
}

// Findings about the files that are neither package nor metadata: the files that the manifest lists, and
// among them the .repo files for clients.
std::vector<Finding> findings_in_texts(const ReleaseOnDisk& release) {
  const manifest::Manifest& manifest = *release.manifest;
  std::vector<Finding> findings;
  for (const auto& [file, digest] : manifest.files) {
    if (!release.inventory.files.contains(file))
      findings.push_back({file, fmt::format("{} is missing", file)});
    else if (digest_of_file(release.folder / file) != digest)
      findings.push_back({file, fmt::format("{} does not match its SHA-256 in the manifest", file)});
  }
  for (const auto& key : manifest.keys) {
    const auto file = std::ranges::find(manifest.files, key.file, &manifest::FileInfo::file);
    if (file == manifest.files.end() || file->sha256 != key.sha256)
      findings.push_back(
          {key.file, fmt::format("{} is not the key {} of the manifest", key.file, key.fingerprint)});
  }
  for (const auto& [repo, digest] : manifest.files) {
    if (!repo.ends_with(k_repo_suffix) || !release.inventory.files.contains(repo)) continue;
    for (const auto& finding :
         layout::findings_in_repo_file(read_file(release.folder / repo), key_files(release.inventory),
                                       manifest.delta_from ? manifest.release : std::string()))
      findings.push_back({fmt::format("{}: {}", repo, finding), fmt::format("{}: {}", repo, finding)});
  }
  return findings;
}

}  // namespace

Check files_gate(const GateInputs& inputs) {
  const ReleaseOnDisk& release = inputs.release;
  std::vector<Finding> findings = release.inventory.strangers;
  const auto accounted = accounted_files(release);
  for (const auto& file : release.inventory.files)
    if (!accounted.contains(file))
      findings.push_back({file, fmt::format("{} does not belong to the release", file)});
  std::ranges::move(findings_in_texts(release), std::back_inserter(findings));
  return judged("files", release.name(), std::move(findings), ExitCode::gate);
}

}  // namespace rpmworks::gates
