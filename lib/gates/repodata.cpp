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

/// Remembers, with the first file of a section's metadata, that its metadata and its packages agree.
class KnownAgreement {
 public:
  /// Does nothing unless all files of the metadata are links to whole blobs of the store.
  KnownAgreement(const ReleaseOnDisk& release, const manifest::SectionInfo& section,
                 const std::string& repomd) {
    for (const auto& href : repodata::metadata_files(release.folder / section.path)) {
      const std::string file = section.path + "/" + href;
      // Written by rpmworks, their names begin with their digests.
      auto blob = linked_blob(release, file, fs::path(href).filename().string().substr(0, k_digest_length));
      if (!blob || !blob->is_whole()) {
        m_blobs.clear();
        return;
      }
      m_blobs.push_back(std::move(*blob));
    }
    Digest digest;
    digest.field("agreement 1").field(repomd);
    for (const auto& entry : release.manifest->packages)
      if (entry.section == section.path)
        digest.field(entry.file.substr(section.path.size()))
            .field(entry.nevra.str())
            .field(entry.sha256)
            .field(std::to_string(entry.size));
    m_question = "metadata that agrees with " + digest.hex();
  }

  bool is_known() const { return !m_blobs.empty() && m_blobs.front().answer(m_question); }
  void keep() {
    if (!m_blobs.empty()) m_blobs.front().keep(m_question, "");
  }

 private:
  static constexpr size_t k_digest_length = 64;
  std::vector<store::KnownBlob> m_blobs;
  std::string m_question;
};

void compare(const ReleaseOnDisk& release, const manifest::SectionInfo& section, const std::string& repomd,
             std::vector<Finding>& findings) {
  KnownAgreement known(release, section, repomd);
  if (known.is_known()) return;
  const size_t before = findings.size();
  if (const auto* const listed = release.metadata ? release.metadata->listed(section.path) : nullptr)
    compare_listed(*release.manifest, section.path, *listed, findings);
  else
    compare_listed(*release.manifest, section.path, repodata::read(release.folder / section.path), findings);
  if (findings.size() == before) known.keep();
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
    compare(release, section, bytes, findings);
  } catch (const Error& error) {
    findings.push_back({repomd, error.what()});
  }
  return judged("repodata", section.path, std::move(findings),
                fault.empty() ? ExitCode::gate : ExitCode::trust, release.signed_by(section.signer));
}

}  // namespace rpmworks::gates
