// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "compose/compose.hpp"
#include "compose/verify_files.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/temporary.hpp"
#include "repodata/repodata.hpp"
#include "sign/signer.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Entry;
using manifest::Manifest;
using manifest::SectionInfo;

/// What reading one package showed.
struct PackageFindings {
  std::string signature;
  std::string digest;
};

class Verifier {
 public:
  /// `name` is what the release has to be called; empty: as it likes.
  Verifier(const fs::path& folder, std::string name, Reporter& reporter, unsigned jobs)
      : m_folder(folder),
        m_name(std::move(name)),
        m_reporter(reporter),
        m_jobs(jobs),
        m_tmp(temporary_folder(), "verify-") {}

  std::vector<Check> run() {
    m_inventory = inventory_of(m_folder);
    std::vector<std::string> bad_keys;
    m_keys = shipped_keys(m_folder, m_inventory, bad_keys);
    m_shown = shown_keys(m_keys);
    m_expired = expired_keys(m_folder, m_inventory);
    if (!check_manifest(std::move(bad_keys))) return std::move(m_checks);
    const auto findings = read_packages();
    for (const auto& section : m_manifest.sections) check_section(section, findings);
    check_sources();
    check_files();
    return std::move(m_checks);
  }

 private:
  void add(const std::string& name, const std::string& subject, std::vector<std::string> findings,
           ExitCode code, const std::string& detail = {}) {
    const bool passed = findings.empty();
    m_checks.push_back({.name = name,
                        .subject = subject,
                        .passed = passed,
                        .findings = std::move(findings),
                        .detail = passed ? detail : std::string(),
                        .code = code});
  }

  // Who a key is, as far as the release's own copy of it tells.
  std::string signed_by(const std::string& fingerprint) const {
    const auto shown = m_shown.find(fingerprint);
    return "signed by " + (shown == m_shown.end() ? fingerprint : shown->second);
  }

  // The advice about a key that has expired is given once, at the first of its sections.
  std::string expired(const std::string& fingerprint, const std::string& advice) {
    if (m_advised.insert(fingerprint).second) return advice;
    return fmt::format("its key {} has expired, as said above", fingerprint);
  }

  // The manifest is what everything else is held against; without it nothing more can be said.
  bool check_manifest(std::vector<std::string> findings) {
    const std::string file = (m_folder / "manifest.json").string();
    std::string subject = m_folder.filename().string();
    bool readable = false;
    std::string json;
    try {
      json = read_file(file);
      m_manifest = Manifest::from_json(json, file);
      subject = fmt::format("{} {}", m_manifest.product, m_manifest.release);
      readable = true;
    } catch (const Error& error) {
      findings.emplace_back(error.what());
    }
    if (!readable) {
      add("manifest", subject, std::move(findings), ExitCode::gate);
      return false;
    }
    m_release = subject;
    std::set<std::string> signers;
    for (const auto& section : m_manifest.sections) signers.insert(section.signer);
    std::string signer;
    if (const auto finding = signature_finding("manifest.json", json, signers, &signer); !finding.empty())
      findings.push_back(finding);
    const ExitCode code = findings.empty() ? ExitCode::gate : ExitCode::trust;
    if (!m_name.empty() && m_manifest.release != m_name)
      findings.push_back(fmt::format("the folder is named {}, and what is in it is the release {}", m_name,
                                     m_manifest.release));
    add("manifest", subject, std::move(findings), code, signed_by(signer));
    return true;
  }

  // Why FILE.asc does not show that one of these keys signed the bytes; empty when it does.
  std::string signature_finding(const std::string& file, const std::string& bytes,
                                const std::set<std::string>& fingerprints,
                                std::string* signer = nullptr) const {
    if (!m_inventory.files.contains(file + ".asc")) return fmt::format("{}.asc is missing", file);
    std::vector<fs::path> keys;
    for (const auto& fingerprint : fingerprints)
      if (const auto key = m_keys.find(fingerprint); key != m_keys.end()) keys.push_back(key->second);
    const auto verdict =
        sign::verify_detached(bytes, read_file(m_folder / (file + ".asc")), keys, m_tmp.path());
    if (signer) *signer = verdict.fingerprint;
    if (verdict.trust != rpm::Trust::good) return fmt::format("{}: {}", file, verdict.reason);
    if (verdict.expires)
      return fmt::format("{}: its signature expires on {}", file, manifest::iso_time(verdict.expires));
    if (!fingerprints.contains(verdict.fingerprint))
      return fmt::format("{} is signed by {}, which signs no section", file, verdict.fingerprint);
    return {};
  }

  // Every byte of every package is read once, by several threads.
  std::vector<PackageFindings> read_packages() {
    Activity verifying(m_reporter, "verifying", m_release, m_manifest.packages.size());
    std::map<std::string, rpm::Keyring> keyrings;
    std::map<std::string, std::string> signer_of;
    for (const auto& section : m_manifest.sections) {
      signer_of[section.path] = section.signer;
      auto& keyring = keyrings[section.path];
      if (const auto key = m_keys.find(section.signer); key != m_keys.end())
        keyring.add(key->second, section.signer);
    }
    std::vector<PackageFindings> findings(m_manifest.packages.size());
    parallel_for(findings.size(), m_jobs, [&](size_t i) {
      const Entry& entry = m_manifest.packages[i];
      const auto keyring = keyrings.find(entry.section);
      if (keyring == keyrings.end())
        findings[i].signature = fmt::format("{}: the manifest has no section {}", entry.file, entry.section);
      else
        findings[i] = read_package(entry, keyring->second, signer_of.at(entry.section));
      verifying.step();
    });
    return findings;
  }

  PackageFindings read_package(const Entry& entry, const rpm::Keyring& keyring,
                               const std::string& signer) const {
    if (!m_inventory.files.contains(entry.file)) return {.digest = fmt::format("{} is missing", entry.file)};
    PackageFindings findings;
    const fs::path file = m_folder / entry.file;
    if (fs::file_size(file) != entry.size)
      findings.digest = fmt::format("{} has {} bytes, and the manifest says {}", entry.file,
                                    fs::file_size(file), entry.size);
    else if (digest_of_file(file) != entry.sha256)
      findings.digest = fmt::format("{} is not the file of the manifest: its SHA-256 differs", entry.file);
    const auto verdict = keyring.verify(file);
    if (verdict.trust != rpm::Trust::good)
      findings.signature = fmt::format("{}: {}", entry.file, verdict.reason);
    else if (!verdict.signature || verdict.signature->fingerprint != signer)
      findings.signature = fmt::format("{} is not signed by the section's key {}", entry.file, signer);
    else if (*verdict.signature != entry.signature)
      findings.signature = fmt::format("{} carries another signature than the manifest says", entry.file);
    return findings;
  }

  void check_section(const SectionInfo& section, const std::vector<PackageFindings>& findings) {
    std::vector<std::string> signatures;
    std::vector<std::string> digests;
    std::vector<std::string> duplicates;
    std::set<std::string> nevras;
    uint64_t packages = 0;
    uint64_t bytes = 0;
    if (!m_keys.contains(section.signer))
      signatures.push_back(fmt::format("no RPM-GPG-KEY file holds its key {}", section.signer));
    if (const auto expired = m_expired.find(section.signer); expired != m_expired.end())
      signatures.push_back(this->expired(section.signer, expired->second));
    for (size_t i = 0; i < findings.size(); ++i) {
      const Entry& entry = m_manifest.packages[i];
      if (entry.section != section.path) continue;
      if (!findings[i].signature.empty()) signatures.push_back(findings[i].signature);
      if (!findings[i].digest.empty()) digests.push_back(findings[i].digest);
      if (!nevras.insert(entry.nevra.str()).second)
        duplicates.push_back(fmt::format("{} is there more than once", entry.nevra.str()));
      ++packages;
      bytes += entry.size;
    }
    if (packages != section.packages || bytes != section.bytes)
      digests.push_back(fmt::format("it holds {} packages of {} bytes, and the manifest says {} of {}",
                                    packages, bytes, section.packages, section.bytes));
    add("signatures", section.path, std::move(signatures), ExitCode::trust, signed_by(section.signer));
    add("digests", section.path, std::move(digests), ExitCode::gate);
    add("duplicates", section.path, std::move(duplicates), ExitCode::gate);
    check_repodata(section);
  }

  void check_repodata(const SectionInfo& section) {
    const std::string repomd = section.path + "/repodata/repomd.xml";
    if (!m_inventory.files.contains(repomd)) {
      add("repodata", section.path, {fmt::format("{} is missing", repomd)}, ExitCode::gate);
      return;
    }
    const std::string bytes = read_file(m_folder / repomd);
    const std::string signature = signature_finding(repomd, bytes, {section.signer});
    std::vector<std::string> findings;
    if (!signature.empty()) findings.push_back(signature);
    if (sha256(bytes) != section.repomd_sha256)
      findings.push_back(fmt::format("{} is not the one of the manifest: its SHA-256 differs", repomd));
    try {
      compare_listed(section, repodata::read(m_folder / section.path), findings);
    } catch (const Error& error) {
      findings.emplace_back(error.what());
    }
    add("repodata", section.path, std::move(findings), signature.empty() ? ExitCode::gate : ExitCode::trust,
        signed_by(section.signer));
  }

  void compare_listed(const SectionInfo& section, const std::vector<repodata::Listed>& listed,
                      std::vector<std::string>& findings) const {
    std::map<std::string, const repodata::Listed*> by_file;
    for (const auto& each : listed)
      if (!by_file.emplace(section.path + "/" + each.href, &each).second)
        findings.push_back(fmt::format("the metadata lists {} twice", each.href));
    for (const auto& entry : m_manifest.packages) {
      if (entry.section != section.path) continue;
      const auto found = by_file.find(entry.file);
      if (found == by_file.end()) {
        findings.push_back(fmt::format("the metadata does not list {}", entry.file));
        continue;
      }
      const repodata::Listed& each = *found->second;
      if (each.nevra != entry.nevra.str() || each.sha256 != entry.sha256 || each.size != entry.size)
        findings.push_back(fmt::format("the metadata and the manifest disagree about {}", entry.file));
      by_file.erase(found);
    }
    for (const auto& [file, each] : by_file)
      findings.push_back(fmt::format("the metadata lists {}, which the manifest does not know", file));
  }

  // A source package counts for what was built from it: its name is the one in the header of the package, and
  // its digest the one that the package was built from. One that a build made is nobody's source.
  void check_sources() {
    std::map<std::string, std::string> sources;  // digest by name
    std::vector<std::string> findings;
    for (const auto& entry : m_manifest.packages) {
      if (!entry.nevra.is_source()) continue;
      if (entry.build)
        findings.push_back(
            fmt::format("{} was made by a build and is no source package of the release", entry.nevra.str()));
      else
        sources[fs::path(entry.file).filename()] = entry.origin.srpm_sha256;
    }
    for (const auto& entry : m_manifest.packages) {
      if (entry.origin.kind == "upstream" || entry.source_rpm.empty()) continue;
      const auto source = sources.find(entry.source_rpm);
      if (source == sources.end())
        findings.push_back(fmt::format("{} is made from {}, which is not in the release", entry.nevra.str(),
                                       entry.source_rpm));
      else if (source->second != entry.origin.srpm_sha256)
        findings.push_back(fmt::format("{} is made from another {} than the one in the release",
                                       entry.nevra.str(), entry.source_rpm));
    }
    add("sources", m_release, std::move(findings), ExitCode::gate);
  }

  void check_files() {
    std::vector<std::string> findings = m_inventory.strangers;
    const auto accounted = accounted_files(m_folder, m_manifest, m_inventory);
    for (const auto& file : m_inventory.files)
      if (!accounted.contains(file))
        findings.push_back(fmt::format("{} does not belong to the release", file));
    std::ranges::move(findings_in_texts(m_folder, m_manifest, m_inventory), std::back_inserter(findings));
    add("files", m_release, std::move(findings), ExitCode::gate);
  }

  fs::path m_folder;
  std::string m_name;
  Reporter& m_reporter;
  unsigned m_jobs;
  TempDir m_tmp;
  Inventory m_inventory;
  std::map<std::string, fs::path> m_keys;        // by fingerprint
  std::map<std::string, std::string> m_shown;    // likewise: "USER ID (FINGERPRINT)"
  std::map<std::string, std::string> m_expired;  // likewise
  std::set<std::string> m_advised;               // the keys of which the advice was given
  Manifest m_manifest;
  std::string m_release;
  std::vector<Check> m_checks;
};

bool is_in_workspace(const fs::path& release_folder) {
  const fs::path releases = release_folder.parent_path();
  const store::Workspace workspace{.root = releases.parent_path(), .cache = {}, .store_folder = {}};
  std::error_code unreadable;
  return releases == workspace.releases() && fs::is_directory(workspace.state(), unreadable);
}

// What a release has to be called: in a workspace as its folder, because it is asked for by that name.
// Elsewhere, and while it is being made (its folder then begins with a dot), it may be called anything.
std::string name_by_place(const fs::path& given, const fs::path& real) {
  fs::path place = fs::absolute(given).lexically_normal();
  if (place.filename().empty()) place = place.parent_path();
  // releases/ itself may be a link.
  std::error_code unreadable;
  const bool in_workspace =
      is_in_workspace(real) ||
      (is_in_workspace(place) && fs::canonical(place.parent_path(), unreadable) == real.parent_path());
  const std::string name = real.filename();
  return in_workspace && !name.starts_with('.') ? name : "";
}

}  // namespace

std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs) {
  if (!fs::is_directory(release_folder))
    throw Error(ExitCode::invalid, fmt::format("there is no folder {}", release_folder.string()))
        .hint("name a release, or the folder of one");
  // `current` is a link to a release; what is below must not be.
  const fs::path real = fs::canonical(release_folder);
  return Verifier(real, name_by_place(release_folder, real), reporter, jobs).run();
}

}  // namespace rpmworks::compose
