// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "attest/release.hpp"
#include "compose/build_roots.hpp"
#include "compose/index.hpp"
#include "compose/provenance.hpp"
#include "compose/release_page.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/side_task.hpp"
#include "core/threads.hpp"
#include "layout/repo_file.hpp"
#include "layout/vendor_keys.hpp"
#include "licenses/spdx.hpp"
#include "manifest/purl.hpp"
#include "releases/release_place.hpp"
#include "report/report.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "sbom/sbom.hpp"
#include "store/known_blob.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::compose {

namespace {

constexpr auto k_folder_mode = fs::perms(0755);
constexpr size_t k_key_id_digits = 16;

// A web server must be able to read the release, whatever the user's umask.
void make_public_folder(const fs::path& root, const std::string& path) {
  fs::path folder = root;
  for (const auto& part : fs::path(path)) {
    folder /= part;
    make_folders(folder);
    fs::permissions(folder, k_folder_mode);
  }
}

manifest::KeyInfo key_info(const std::string& name, const std::string& fingerprint, const std::string& text) {
  manifest::KeyInfo info{
      .fingerprint = fingerprint, .user_id = {}, .file = layout::k_key_prefix + name, .sha256 = sha256(text)};
  for (const auto& block : rpm::unarmour(text))
    for (const auto& facts : rpm::key_facts(block)) {
      info.user_id = facts.user_id;
      info.created = facts.created;
      info.expires = facts.expires;
    }
  return info;
}

// The last digits of a fingerprint, as rpm::Signature has them.
std::string key_id_of(const std::string& fingerprint) {
  std::string key_id = fingerprint.substr(fingerprint.size() - k_key_id_digits);
  std::ranges::transform(key_id, key_id.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return key_id;
}

const char* name_of(config::ExpiredKey rule) {
  switch (rule) {
    case config::ExpiredKey::signed_before:
      return "signed-before";
    case config::ExpiredKey::ignore:
      return "ignore";
    case config::ExpiredKey::refuse:
      return "";
  }
  return "";
}

// The packages in other formats, by file name.
std::map<std::string, std::string> tables_of(const manifest::Manifest& manifest) {
  return {{"manifest.csv", manifest.to_csv()},
          {"manifest.spdx.json", sbom::text(manifest, sbom::Format::spdx_3)},
          {"manifest.cdx.json", sbom::text(manifest, sbom::Format::cyclonedx_1_7)},
          {"packages.yaml", sbom::text(manifest, sbom::Format::packages)}};
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
                  .lock_sha256 = m_stage.lock_sha256,
                  .signer = manifest_signer().fingerprint(),
                  .supplier = supplier(),
                  .previous = m_stage.previous,
                  .sections = {},
                  .keys = {},
                  .files = {},
                  .packages = {},
                  .withdrawn = m_stage.withdrawn,
                  .waivers = m_stage.waivers};
    fs::permissions(m_folder, k_folder_mode);
    collect_keys();
    for (const auto& section : m_stage.plan.sections) make_public_folder(m_folder, section.path);
    place_vendor_packages();
    sign_packages();
    add_sha512();
    if (m_stage.delta) leave_out(*m_stage.delta);
    for (const auto& section : m_stage.plan.sections) index_section(m_folder, m_stage, section, m_manifest);
    m_manifest.sort();
    write_build_roots();
    write_provenance();
    write_top();
    return std::move(m_manifest);
  }

 private:
  sign::Signer& signer(const std::string& key) const { return *m_stage.signers.at(key); }

  manifest::Supplier supplier() const {
    const config::Supplier& configured = m_stage.config.supplier;
    return {.name = configured.name, .url = configured.url, .contact = configured.contact};
  }

  sign::Signer& manifest_signer() const { return signer(layout::manifest_key(m_stage.config)); }

  // Collects the keys that sign here, and the keys of vendors whose packages are in the release.
  void collect_keys() {
    std::map<std::string, layout::VendorKey> keys;
    for (const auto& [name, signer] : m_stage.signers)
      keys[name] = {signer->fingerprint(), signer->public_key()};
    for (const auto& section : m_stage.plan.sections)
      for (const auto& name : section.trust) keys.try_emplace(name, layout::vendor_key(name, m_stage.config));
    for (const auto& [name, next] : m_stage.next_keys)
      keys.try_emplace(name, layout::VendorKey{.fingerprint = next.fingerprint, .armoured = next.armoured});
    for (const auto& [name, key] : keys) {
      manifest::KeyInfo info = key_info(name, key.fingerprint, key.armoured);
      info.expired = name_of(m_stage.config.keys.at(name).expired);
      info.sha1 = m_stage.config.keys.at(name).sha1;
      info.next = m_stage.next_keys.contains(name);
      m_manifest.keys.push_back(std::move(info));
      m_key_texts[name] = key.armoured;
    }
  }

  // Links a vendor's packages unchanged: make_plan verified them.
  void place_vendor_packages() {
    for (const auto& item : m_stage.plan.items)
      if (const auto* const kept = std::get_if<KeepSignature>(&item.signing))
        place(item, item.sha256, kept->signatures);
  }

  // Signs all packages of the same keys and kind of client together, and links the signed packages into their
  // sections.
  void sign_packages() {
    struct Batch {
      std::vector<const Item*> items;
      std::vector<std::string> digests;
    };
    // By the names of the keys, and whether the payload is signed too.
    std::map<std::pair<std::vector<std::string>, bool>, Batch> batches;
    for (const auto& item : m_stage.plan.items) {
      const auto* const here = std::get_if<SignHere>(&item.signing);
      if (!here) continue;
      std::vector<std::string> keys = here->also;
      keys.insert(keys.begin(), here->key);
      Batch& batch = batches[{keys, signs_payload(item)}];
      batch.items.push_back(&item);
      batch.digests.push_back(item.sha256);
    }
    for (const auto& [name, signer] : m_stage.signers) {
      m_stage.reporter.detail(fmt::format("the key '{}' signs with {}", name, signer->shown_way()));
      sign::warn_of_random_signatures(*signer, m_stage.store, m_stage.reporter);
    }
    for (const auto& [rule, batch] : batches) {
      const auto& [keys, payload] = rule;
      sign::SigningRule how{.signers = {}, .signs_payload = payload};
      for (const auto& key : keys) how.signers.push_back(&signer(key));
      const auto signed_digests =
          sign::sign_all(batch.digests, how, m_stage.store, m_stage.workspace.tmp(), m_stage.reporter);
      for (size_t i = 0; i < batch.items.size(); ++i) {
        place(*batch.items[i], signed_digests[i],
              signatures_by(keys, rpm::read_signatures(m_stage.store.blob(signed_digests[i]))));
      }
    }
  }

  // The signature of each key, which sign_all verified, in the order of the keys.
  std::vector<rpm::Signature> signatures_by(const std::vector<std::string>& keys,
                                            const std::vector<rpm::Signature>& found) const {
    std::vector<rpm::Signature> signatures;
    for (const auto& key : keys) {
      const std::string& fingerprint = signer(key).fingerprint();
      const std::string key_id = key_id_of(fingerprint);
      const auto made = std::ranges::find(found, key_id, &rpm::Signature::key_id);
      signatures.push_back(made == found.end() ? rpm::Signature{} : *made);
      signatures.back().fingerprint = fingerprint;
    }
    return signatures;
  }

  // rpm before 4.14 does not know the digest by which a header signature covers the payload.
  bool signs_payload(const Item& item) const {
    const auto section = std::ranges::find(m_stage.plan.sections, item.section, &PlannedSection::path);
    return section != m_stage.plan.sections.end() &&
           !clients::profile(section->target->client).payload_digests;
  }

  // Reads all bytes of packages that the store has not seen before.
  void add_sha512() {
    parallel_for(m_manifest.packages.size(), thread_limit(), [&](size_t i) {
      manifest::Entry& entry = m_manifest.packages[i];
      entry.sha512 = store::KnownBlob::of(m_stage.store, entry.sha256).sha512();
    });
  }

  void place(const Item& item, const std::string& digest, std::vector<rpm::Signature> signatures) {
    throw_if_cancelled();
    const std::string file = item.section + "/" + item.file_name;
    const fs::path blob = m_stage.store.blob(digest);
    link_or_copy(blob, m_folder / file);
    m_manifest.packages.push_back({.nevra = item.package->nevra,
                                   .section = item.section,
                                   .file = file,
                                   .size = fs::file_size(blob),
                                   .sha256 = digest,
                                   .header_sha256 = item.package->header_sha256,
                                   .payload_sha256 = item.package->payload_sha256,
                                   .license = item.package->license,
                                   .license_spdx = licenses::spdx_license(item.package->license).expression,
                                   .summary = item.package->summary,
                                   .vendor = item.package->vendor,
                                   .source_rpm = item.package->source_rpm,
                                   .signatures = std::move(signatures),
                                   .origin = item.origin,
                                   .build = item.build,
                                   .required_by = item.required_by});
    manifest::Entry& entry = m_manifest.packages.back();
    entry.purl = manifest::purl_of(entry, m_manifest);
  }

  void leave_out(const Delta& delta) {
    m_manifest.delta_from = delta.base;
    std::vector<manifest::Entry> left = left_of(m_manifest.packages, delta);
    std::set<std::string> files;
    for (const auto& entry : left) files.insert(entry.file);
    for (const auto& entry : m_manifest.packages)
      if (!files.contains(entry.file)) fs::remove(m_folder / entry.file);
    m_manifest.packages = std::move(left);
  }

  void write_build_roots() {
    const manifest::BuildRoots roots = m_stage.build_roots.only(build_roots_in(m_manifest));
    if (roots.roots.empty()) return;
    make_public_folder(m_folder, manifest::k_build_roots);
    for (const auto& [digest, root] : roots.roots)
      write_text(m_folder, manifest::build_root_file(digest), manifest::build_root_json(root), m_manifest);
    write_text(m_folder, manifest::k_build_root_packages, manifest::packages_json(roots), m_manifest);
  }

  void write_provenance() {
    const auto statements = m_stage.builds ? build_statements(m_stage, m_manifest)
                                           : released_statements(m_manifest, m_stage.released);
    make_public_folder(m_folder, attest::k_provenance_folder);
    const auto texts = sign_statements(statements, manifest_signer(), m_stage);
    for (size_t i = 0; i < texts.size(); ++i) write_text(m_folder, statements[i].file, texts[i], m_manifest);
  }

  void write_top() {
    // The page, the table and the SBOMs show the manifest's packages; the manifest lists all of these files,
    // so it is written last.
    std::map<std::string, std::string> texts;
    SideTask tables([&] { texts = tables_of(m_manifest); });
    const std::string guide = m_stage.upgrade_guide ? m_stage.upgrade_guide(m_manifest) : std::string();
    tables.finish();
    if (!guide.empty()) texts[upgrades::k_upgrade_guide] = guide;
    texts["index.html"] = report::release_page(page_data(guide));
    texts.merge(layout::repo_files(m_stage.config, m_stage.targets, m_stage.release,
                                   m_stage.delta ? m_stage.delta->chain : std::vector<layout::ChainLink>()));
    for (const auto& [key, text] : m_key_texts) texts[layout::k_key_prefix + key] = text;
    for (const auto& [name, bytes] : texts) write_text(m_folder, name, bytes, m_manifest);
    std::ranges::sort(m_manifest.files, {}, &manifest::FileInfo::file);
    const std::string json = m_manifest.to_json();
    write_new_file(m_folder / "manifest.json", json);
    write_new_file(m_folder / attest::k_release_file,
                   release_statements(m_manifest, json, manifest_signer(), m_stage));
    const std::jthread reading = releases::read_ahead(m_folder);  // for the gates, while gpg signs
    write_new_file(m_folder / "manifest.json.asc",
                   sign::detached_kept(json, m_stage.plan.created, manifest_signer(), m_stage.store,
                                       m_stage.workspace.tmp(), m_stage.reporter));
  }

  report::ReleaseData page_data(const std::string& guide) const {
    static const rpm::KnownContents k_none;
    return release_page_data({.manifest = m_manifest,
                              .upgrade_guide = guide,
                              .file_of = [&](const manifest::Entry& entry) { return m_folder / entry.file; },
                              .contents = m_stage.contents ? *m_stage.contents : k_none,
                              .config = &m_stage.config,
                              .workspace = &m_stage.workspace,
                              .commits_between = m_stage.commits_between,
                              .no_base = m_stage.no_base});
  }

  const fs::path& m_folder;
  const Stage& m_stage;
  manifest::Manifest m_manifest;
  std::map<std::string, std::string> m_key_texts;  // public keys, by name
};

}  // namespace

std::string tool_name() {
  return "rpmworks " RPMWORKS_VERSION;
}

manifest::Manifest write_release(const fs::path& folder, const Stage& stage) {
  return Writer(folder, stage).run();
}

}  // namespace rpmworks::compose
