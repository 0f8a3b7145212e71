// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <thread>

#include "clients/limits.hpp"
#include "compose/clocks.hpp"
#include "compose/repo_file.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "repodata/repodata.hpp"
#include "report/report.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"

namespace rpmworks::compose {

namespace {

constexpr auto k_folder_mode = fs::perms(0755);

// The modes of a release are those that a web server needs, whatever the umask of who made it.
void make_public_folder(const fs::path& root, const std::string& path) {
  fs::path folder = root;
  for (const auto& part : fs::path(path)) {
    folder /= part;
    make_folders(folder);
    fs::permissions(folder, k_folder_mode);
  }
}

manifest::KeyInfo key_info(const std::string& name, const sign::Signer& signer) {
  const std::string text = signer.public_key();
  manifest::KeyInfo info{.fingerprint = signer.fingerprint(),
                         .user_id = {},
                         .file = k_key_prefix + name,
                         .sha256 = sha256(text)};
  for (const auto& block : rpm::unarmour(text))
    for (const auto& facts : rpm::key_facts(block)) {
      info.user_id = facts.user_id;
      info.created = facts.created;
      info.expires = facts.expires;
    }
  return info;
}

class Writer {
 public:
  Writer(const fs::path& folder, const Stage& stage) : m_folder(folder), m_stage(stage) {}

  manifest::Manifest run() {
    m_manifest = {.product = m_stage.config.product,
                  .release = m_stage.release,
                  .created = manifest::iso_time(m_stage.plan.created),
                  .tool = tool_name(),
                  .config_sha256 = m_stage.config.sha256,
                  .sections = {},
                  .keys = {},
                  .files = {},
                  .packages = {}};
    fs::permissions(m_folder, k_folder_mode);
    for (const auto& [key, signer] : m_stage.signers) m_manifest.keys.push_back(key_info(key, *signer));
    place_packages();
    for (const auto& section : m_stage.plan.sections) index(section);
    m_manifest.sort();
    write_top();
    return std::move(m_manifest);
  }

 private:
  sign::Signer& signer(const std::string& key) const { return *m_stage.signers.at(key); }

  // Signs what each key signs at once, and links the signed packages into their sections.
  void place_packages() {
    for (const auto& section : m_stage.plan.sections) make_public_folder(m_folder, section.path);
    for (const auto& [key, signer] : m_stage.signers) {
      std::vector<const Item*> items;
      std::vector<std::string> digests;
      for (const auto& item : m_stage.plan.items) {
        if (item.sign != key) continue;
        items.push_back(&item);
        digests.push_back(item.unsigned_sha256);
      }
      const auto signed_digests =
          sign::sign_all(digests, *signer, m_stage.store, m_stage.workspace.tmp(), m_stage.reporter);
      for (size_t i = 0; i < items.size(); ++i) place(*items[i], signed_digests[i]);
    }
  }

  void place(const Item& item, const std::string& digest) {
    throw_if_cancelled();
    const std::string file = item.section + "/" + item.file_name;
    const fs::path blob = m_stage.store.blob(digest);
    link_or_copy(blob, m_folder / file);
    rpm::Signature signature = rpm::read_package(blob).signature.value_or(rpm::Signature{});
    // It was verified with this very key when it was signed.
    signature.fingerprint = signer(item.sign).fingerprint();
    m_manifest.packages.push_back({.nevra = item.package.nevra,
                                   .section = item.section,
                                   .file = file,
                                   .size = fs::file_size(blob),
                                   .sha256 = digest,
                                   .license = item.package.license,
                                   .summary = item.package.summary,
                                   .source_rpm = item.package.source_rpm,
                                   .signature = signature,
                                   .origin = item.origin,
                                   .build = item.build,
                                   .required_by = {}});
  }

  void index(const PlannedSection& section) {
    Activity indexing(m_stage.reporter, "indexing", section.path);
    const fs::path folder = m_folder / section.path;
    manifest::SectionInfo info{.path = section.path,
                               .target = m_stage.target.name,
                               .client = clients::name_of(m_stage.target.client),
                               .signer = signer(section.sign).fingerprint(),
                               .repomd_sha256 = {}};
    std::vector<fs::path> files;
    for (const auto& entry : m_manifest.packages) {
      if (entry.section != section.path) continue;
      files.emplace_back(fs::path(entry.file).filename());
      ++info.packages;
      info.bytes += entry.size;
    }
    repodata::write(folder, files,
                    {.timestamp = metadata_time(section.path),
                     .sqlite = is_for_yum(),
                     .threads = std::max(1U, std::thread::hardware_concurrency())});
    const std::string repomd = read_file(folder / "repodata" / "repomd.xml");
    info.repomd_sha256 = sha256(repomd);
    write_new_file(folder / "repodata" / "repomd.xml.asc",
                   sign::detached_kept(repomd, signer(section.sign), m_stage.store, m_stage.workspace.tmp(),
                                       m_stage.reporter));
    // zypper looks for the key of the metadata here.
    write_text(section.path + "/" + k_metadata_key, signer(section.sign).public_key());
    m_manifest.sections.push_back(std::move(info));
  }

  bool is_for_yum() const {
    const auto client = m_stage.target.client;
    return client == config::ClientProfile::el6 || client == config::ClientProfile::el7;
  }

  // yum keeps the metadata that it has when what it finds is older.
  int64_t metadata_time(const std::string& section) const {
    const int64_t created = m_stage.plan.created;
    if (!is_for_yum()) return created;
    const MetadataTime before =
        newest_metadata(section, m_stage.config.product, m_stage.release, m_stage.workspace);
    if (before.time <= created) return created;
    m_stage.reporter.note(fmt::format(
        "the metadata of {} gets the time of the release {} ({}), not that of its newest commit ({}): "
        "yum would keep the newer metadata",
        section, before.release, manifest::iso_time(before.time), manifest::iso_time(created)));
    return before.time;
  }

  void write_text(const std::string& name, const std::string& bytes) {
    write_new_file(m_folder / name, bytes);
    m_manifest.files.push_back({.file = name, .sha256 = sha256(bytes)});
  }

  void write_top() {
    // Of these the page and the table show what the manifest says about packages, so they come before it.
    std::map<std::string, std::string> texts;
    texts["manifest.csv"] = m_manifest.to_csv();
    texts["index.html"] = report::html(m_manifest);
    texts[m_stage.config.product + ".repo"] = repo_file(m_stage.config);
    for (const auto& [key, signer] : m_stage.signers) texts[k_key_prefix + key] = signer->public_key();
    for (const auto& [name, bytes] : texts) write_text(name, bytes);
    std::ranges::sort(m_manifest.files, {}, &manifest::FileInfo::file);
    const std::string json = m_manifest.to_json();
    write_new_file(m_folder / "manifest.json", json);
    write_new_file(m_folder / "manifest.json.asc",
                   sign::detached_kept(json, signer(m_stage.plan.sections.front().sign), m_stage.store,
                                       m_stage.workspace.tmp(), m_stage.reporter));
  }

  const fs::path& m_folder;
  const Stage& m_stage;
  manifest::Manifest m_manifest;
};

}  // namespace

std::string tool_name() {
  return "rpmworks " RPMWORKS_VERSION;
}

manifest::Manifest write_release(const fs::path& folder, const Stage& stage) {
  return Writer(folder, stage).run();
}

}  // namespace rpmworks::compose
