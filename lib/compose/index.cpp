// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "clients/profile.hpp"
#include "compose/extras.hpp"
#include "core/digest.hpp"
#include "core/threads.hpp"
#include "layout/repo_file.hpp"
#include "layout/vendor_keys.hpp"
#include "releases/clocks.hpp"
#include "repodata/repodata.hpp"

namespace rpmworks::compose {

namespace {

class Indexer {
 public:
  Indexer(const fs::path& folder, const Stage& stage, const PlannedSection& section,
          manifest::Manifest& manifest)
      : m_folder(folder / section.path),
        m_stage(stage),
        m_section(section),
        m_client(clients::profile(section.target->client)),
        m_signer(*stage.signers.at(section.sign)),
        m_manifest(manifest) {}

  void run() {
    manifest::SectionInfo info{.path = m_section.path,
                               .target = m_section.target->name,
                               .client = std::string(m_client.name),
                               .from = name_of(m_section.from),
                               .signer = m_signer.fingerprint(),
                               .signers = package_signers(),
                               .sha1 = m_section.sha1,
                               .repomd_sha256 = {}};
    std::vector<repodata::PackageFile> files;
    for (const auto& entry : m_manifest.packages) {
      if (entry.section != m_section.path) continue;
      files.push_back({.path = fs::path(entry.file).filename(), .sha256 = entry.sha256});
      ++info.packages;
      info.bytes += entry.size;
    }
    const bool is_new = repodata::write(m_folder, files,
                                        {.timestamp = metadata_time(),
                                         .sqlite = m_client.sqlite,
                                         .zchunk = wants_zchunk(),
                                         .threads = thread_limit(),
                                         .store = &m_stage.store,
                                         .extras = extras_of(m_section, m_stage)});
    if (is_new && m_stage.on_new_metadata) m_stage.on_new_metadata(m_section.path);
    const std::string repomd = read_file(m_folder / "repodata" / "repomd.xml");
    info.repomd_sha256 = sha256(repomd);
    // The time of the signature depends on the packages, so that unchanged metadata keeps its signature.
    write_new_file(m_folder / "repodata" / "repomd.xml.asc",
                   sign::detached_kept(repomd, newest_build(), m_signer, m_stage.store,
                                       m_stage.workspace.tmp(), m_stage.reporter));
    m_manifest.sections.push_back(std::move(info));
  }

 private:
  static const char* name_of(config::Section::From from) {
    switch (from) {
      case config::Section::From::builds:
        return "builds";
      case config::Section::From::srpms:
        return "srpms";
      case config::Section::From::upstream:
        return "upstream";
    }
    return "";
  }

  std::vector<std::string> package_signers() const {
    std::vector<std::string> fingerprints;
    for (const auto& name : m_section.trust)
      fingerprints.push_back(layout::vendor_key(name, m_stage.config).fingerprint);
    if (!fingerprints.empty()) return fingerprints;
    fingerprints.push_back(m_signer.fingerprint());
    for (const auto& name : m_section.also_sign)
      fingerprints.push_back(m_stage.signers.at(name)->fingerprint());
    return fingerprints;
  }

  // The time when the newest package was built, so that a section whose packages did not change has the same
  // metadata in each release.
  int64_t newest_build() const {
    int64_t newest = 0;
    for (const auto& item : m_stage.plan.items)
      if (item.section == m_section.path) newest = std::max(newest, item.package->build_time);
    if (newest > 0) return newest;
    const auto key =
        std::ranges::find(m_manifest.keys, m_signer.fingerprint(), &manifest::KeyInfo::fingerprint);
    return key == m_manifest.keys.end() ? 0 : key->created;
  }

  bool wants_zchunk() const {
    const auto section =
        std::ranges::find(m_stage.config.sections, m_section.configured, &config::Section::path);
    if (!section->metadata.zchunk || m_client.zchunk) return section->metadata.zchunk;
    m_stage.reporter.warning(fmt::format("{} gets no zchunk files: clients of {} cannot read them",
                                         m_section.path, m_client.name));
    return false;
  }

  // yum ignores metadata that is older than what it has.
  int64_t metadata_time() const {
    const int64_t built = newest_build();
    if (!m_client.keeps_newer_metadata) return built;
    if (!m_section.trust.empty() && built > std::time(nullptr) + releases::k_clock_skew)
      m_stage.reporter.warning(fmt::format(
          "the metadata of {} gets a time in the future, {}, because its newest package was built then: "
          "afterwards yum ignores all older metadata (exclude the package if that time is wrong)",
          m_section.path, manifest::iso_time(built)));
    const releases::MetadataTime before = releases::newest_metadata(
        m_section.path, m_stage.config.product, m_stage.release, m_stage.workspace, m_stage.reporter);
    if (before.time <= built) return built;
    m_stage.reporter.note(fmt::format(
        "the metadata of {} gets the time of the release {} ({}), not the time when its newest "
        "package was built ({}): otherwise yum would keep the newer metadata",
        m_section.path, before.release, manifest::iso_time(before.time), manifest::iso_time(built)));
    return before.time;
  }

  fs::path m_folder;
  const Stage& m_stage;
  const PlannedSection& m_section;
  const clients::Profile& m_client;
  sign::Signer& m_signer;
  manifest::Manifest& m_manifest;
};

}  // namespace

void write_text(const fs::path& folder, const std::string& name, const std::string& bytes,
                manifest::Manifest& manifest) {
  write_new_file(folder / name, bytes);
  manifest.files.push_back({.file = name, .sha256 = sha256(bytes)});
}

void index_section(const fs::path& folder, const Stage& stage, const PlannedSection& section,
                   manifest::Manifest& manifest) {
  const Activity indexing(stage.reporter, "indexing", section.path);
  Indexer(folder, stage, section, manifest).run();
  // zypper looks for the metadata's key at this path.
  write_text(folder, section.path + "/" + layout::k_metadata_key,
             stage.signers.at(section.sign)->public_key(), manifest);
}

}  // namespace rpmworks::compose
