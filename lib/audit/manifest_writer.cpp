// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/manifest_writer.hpp"

#include <fmt/format.h>

#include <set>

#include "core/digest.hpp"
#include "licenses/expression.hpp"
#include "licenses/spdx.hpp"
#include "manifest/purl.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::audit {

namespace {

void add_names(const licenses::Expression& expression, std::set<std::string>& names) {
  if (expression.kind == licenses::Expression::Kind::license) {
    names.insert(expression.license);
    if (!expression.exception.empty()) names.insert(expression.exception);
    names.insert(expression.text);
  }
  for (const auto& part : expression.parts) add_names(part, names);
}

// Everything about a package that the index keeps, so that packages with the same key are one.
std::string key_of(const manifest::Entry& entry, const std::string& purl) {
  Digest digest;
  for (const std::string* const field :
       {&entry.sha256, &entry.header_sha256, &entry.payload_sha256, &entry.license, &entry.license_spdx,
        &entry.vendor, &entry.source_rpm, &purl, &entry.origin.url(), &entry.origin.commit(),
        &entry.origin.srpm_sha256()})
    digest.field(*field);
  digest.field(entry.nevra.str()).field(entry.origin.kind());
  digest.field(entry.build ? entry.build->buildroot_sha256 : "");
  for (const auto& signature : entry.signatures) digest.field(signature.fingerprint);
  return digest.hex();
}

}  // namespace

ManifestWriter::ManifestWriter(Database& database)
    : m_database(database),
      m_find(database.prepare("SELECT id FROM package WHERE key = ?")),
      m_insert(database.prepare(
          "INSERT INTO package(key, nevra, name, epoch, version, release, arch, source, source_stem, "
          "license, vendor, purl, origin, url, git_commit, sha256, header_sha256, file) "
          "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)")),
      m_digest(database.prepare("INSERT OR IGNORE INTO digest VALUES(?, ?, ?)")),
      m_signature(database.prepare("INSERT OR IGNORE INTO signature VALUES(?, ?)")),
      m_contains(database.prepare("INSERT OR IGNORE INTO contains VALUES(?, ?, ?)")) {}

void ManifestWriter::add(const ReadPlace& read) {
  const manifest::Manifest& manifest = *read.manifest;
  const int64_t release = add_release(read);
  for (const auto& section : manifest.sections)
    m_database.prepare("INSERT OR IGNORE INTO release_section VALUES(?, ?, ?)")
        .bind(1, release)
        .bind(2, section_id(section.path))
        .bind(3, section.repomd_sha256)
        .run();
  for (const auto& key : manifest.keys)
    m_database.prepare("INSERT OR IGNORE INTO release_key VALUES(?, ?, ?)")
        .bind(1, release)
        .bind(2, key.fingerprint)
        .bind(3, key.user_id)
        .run();
  for (const auto& one : manifest.withdrawn)
    m_database.prepare("INSERT INTO withdrawn VALUES(?, ?, ?, ?, ?)")
        .bind(1, release)
        .bind(2, one.nevra)
        .bind(3, one.sha256)
        .bind(4, one.release)
        .bind(5, one.reason)
        .run();
  for (const auto& entry : manifest.packages)
    m_contains.bind(1, release).bind(2, package_id(entry, manifest)).bind(3, section_id(entry.section)).run();
}

int64_t ManifestWriter::add_release(const ReadPlace& read) {
  const manifest::Manifest& manifest = *read.manifest;
  m_database
      .prepare(
          "INSERT INTO release(place, identity, name, product, kind, created, manifest_sha256, signer, "
          "base, packages) "
          "VALUES(?,?,?,?,?,?,?,?,?,?)")
      .bind(1, read.place->key)
      .bind(2, read.identity)
      .bind(3, manifest.release)
      .bind(4, manifest.product)
      .bind(5, manifest.inventory.empty() ? "release" : manifest.inventory)
      .bind(6, manifest.created)
      .bind(7, read.sha256)
      .bind(8, manifest.signer)
      .bind(9, manifest.delta_from ? manifest.delta_from->release : "")
      .bind(10, static_cast<int64_t>(manifest.packages.size()))
      .run();
  const int64_t release = m_database.last_row();
  const auto digest = [&](const std::string& hex, const std::string& what) {
    if (!hex.empty())
      m_database.prepare("INSERT OR IGNORE INTO release_digest VALUES(?, ?, ?)")
          .bind(1, licenses::lower_case(hex))
          .bind(2, what)
          .bind(3, release)
          .run();
  };
  digest(read.sha256, "manifest.json");
  digest(manifest.config_sha256, "repos.yaml");
  digest(manifest.lock_sha256, "repos.lock");
  for (const auto& section : manifest.sections)
    digest(section.repomd_sha256, section.path + "/repodata/repomd.xml");
  for (const auto& file : manifest.files) digest(file.sha256, file.file);
  return release;
}

int64_t ManifestWriter::section_id(const std::string& path) {
  const auto known = m_sections.find(path);
  if (known != m_sections.end()) return known->second;
  m_database.prepare("INSERT OR IGNORE INTO section(path) VALUES(?)").bind(1, path).run();
  Statement find = m_database.prepare("SELECT id FROM section WHERE path = ?");
  find.bind(1, path).step();
  return m_sections[path] = find.number(0);
}

int64_t ManifestWriter::license_id(const std::string& tag, const std::string& given) {
  const std::string spdx = given.empty() ? licenses::spdx_license(tag).expression : given;
  const auto known = m_licenses.find({tag, spdx});
  if (known != m_licenses.end()) return known->second;
  m_database.prepare("INSERT OR IGNORE INTO license(tag, spdx) VALUES(?, ?)")
      .bind(1, tag)
      .bind(2, spdx)
      .run();
  Statement find = m_database.prepare("SELECT id FROM license WHERE tag = ? AND spdx = ?");
  find.bind(1, tag).bind(2, spdx).step();
  const int64_t id = find.number(0);
  std::set<std::string> names{tag, spdx};
  for (const auto& text : {tag, spdx})
    if (const auto expression = licenses::parse_expression(text)) add_names(*expression, names);
  for (const auto& name : names)
    if (!name.empty())
      m_database.prepare("INSERT OR IGNORE INTO license_name VALUES(?, ?)").bind(1, name).bind(2, id).run();
  return m_licenses[{tag, spdx}] = id;
}

int64_t ManifestWriter::package_id(const manifest::Entry& entry, const manifest::Manifest& manifest) {
  const std::string purl = entry.purl.empty() ? manifest::purl_of(entry, manifest) : entry.purl;
  const std::string key = key_of(entry, purl);
  if (const auto known = m_packages.find(key); known != m_packages.end()) return known->second;
  if (m_find.bind(1, key).step()) {
    const int64_t id = m_find.number(0);
    m_find.step();
    return m_packages[key] = id;
  }
  return m_packages[key] = insert(entry, manifest, purl, key);
}

int64_t ManifestWriter::insert(const manifest::Entry& entry, const manifest::Manifest& manifest,
                               const std::string& purl, const std::string& key) {
  const auto& nevra = entry.nevra;
  const std::string stem = nevra.is_source()
                               ? fmt::format("{}-{}-{}", nevra.name, nevra.evr.version, nevra.evr.release)
                               : std::string(rpm::source_file_stem(entry.source_rpm));
  const std::string source = nevra.is_source() ? nevra.name : rpm::source_name(entry.source_rpm);
  const bool is_upstream = entry.origin.upstream() != nullptr;
  const std::string vendor = manifest::purl_namespace(
      entry.vendor, manifest.supplier.name.empty() ? manifest.product : manifest.supplier.name,
      !is_upstream && manifest.inventory.empty());
  m_insert.bind(1, key)
      .bind(2, nevra.str())
      .bind(3, nevra.name)
      .bind(4, nevra.evr.epoch)
      .bind(5, nevra.evr.version)
      .bind(6, nevra.evr.release)
      .bind(7, nevra.arch)
      .bind(8, source)
      .bind(9, stem)
      .bind(10, license_id(entry.license, entry.license_spdx))
      .bind(11, vendor)
      .bind(12, purl)
      .bind(13, is_upstream ? entry.origin.upstream()->upstream : entry.origin.kind())
      .bind(14, entry.origin.url())
      .bind(15, licenses::lower_case(entry.origin.commit()))
      .bind(16, entry.sha256)
      .bind(17, entry.header_sha256)
      .bind(18, entry.file)
      .run();
  const int64_t id = m_database.last_row();
  const auto digest = [&](const std::string& hex, const char* kind) {
    if (!hex.empty()) m_digest.bind(1, licenses::lower_case(hex)).bind(2, kind).bind(3, id).run();
  };
  digest(entry.sha256, "sha256");
  digest(entry.sha512, "sha512");
  digest(entry.header_sha256, "header");
  digest(entry.payload_sha256, "payload");
  digest(entry.origin.srpm_sha256(), "source package");
  if (entry.build) digest(entry.build->buildroot_sha256, "build root");
  for (const auto& signature : entry.signatures)
    if (!signature.fingerprint.empty()) m_signature.bind(1, signature.fingerprint).bind(2, id).run();
  return id;
}

}  // namespace rpmworks::audit
