// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/release_on_disk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "layout/repo_file.hpp"
#include "releases/release_place.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "sign/blob_verifier.hpp"
#include "sign/signer.hpp"

namespace rpmworks::gates {

namespace {

using manifest::Entry;

// The public keys at the top of the release: files by the fingerprint of the key in them.
std::map<std::string, fs::path> shipped_keys(const fs::path& release_folder, const Inventory& inventory,
                                             std::vector<Finding>& findings) {
  std::map<std::string, fs::path> keys;
  for (const auto& file : key_files(inventory)) {
    try {
      rpm::Keyring keyring;
      keyring.add(release_folder / file, {}, rpm::policy_of_rpm());
      for (const auto& fingerprint : keyring.fingerprints()) keys.emplace(fingerprint, release_folder / file);
    } catch (const Error& error) {
      findings.push_back({file, error.what()});
    }
  }
  return keys;
}

// rpm accepts packages signed before their key expired, but dnf refuses metadata whose key has expired.
std::map<std::string, std::string> expired_keys(const fs::path& release_folder, const Inventory& inventory) {
  std::map<std::string, std::string> expired;
  const int64_t now = std::time(nullptr);
  const auto judge = [&](const std::string& file, const rpm::SigningKey& key) {
    if (!key.expires || *key.expires > now) return;
    expired.emplace(
        key.fingerprint,
        fmt::format("{}: the key {} expired on {}, so dnf refuses metadata signed with it: extend it (gpg "
                    "--homedir DIR --quick-set-expire {} 2y; export `public` again if repos.yaml names one) "
                    "and compose again with --replace, or under another name if the release is published",
                    file, key.fingerprint, manifest::iso_time(*key.expires), key.fingerprint));
  };
  for (const auto& file : key_files(inventory)) {
    try {
      for (const auto& block : rpm::unarmour(read_file(release_folder / file)))
        for (const auto& certificate : rpm::read_certificates(block)) judge(file, certificate.primary());
    } catch (const Error&) {
      // The manifest gate reports this error.
    }
  }
  return expired;
}

std::map<std::string, std::string> shown_keys(const std::map<std::string, fs::path>& keys) {
  std::map<std::string, std::string> shown;
  for (const auto& [fingerprint, file] : keys) {
    shown[fingerprint] = fingerprint;
    try {
      for (const auto& block : rpm::unarmour(read_file(file)))
        for (const auto& facts : rpm::key_facts(block))
          if (facts.fingerprint == fingerprint && !facts.user_id.empty())
            shown[fingerprint] = fmt::format("{} ({})", facts.user_id, fingerprint);
    } catch (const Error&) {
      // The manifest gate reports this error.
    }
  }
  return shown;
}

// The rules of repos.yaml for the keys of upstreams were applied when the release was composed, and may allow
// that a key had expired.
rpm::KeyPolicy policy_of(const manifest::SectionInfo& section) {
  rpm::KeyPolicy policy = rpm::policy_of_rpm();
  if (section.is_from_vendor()) policy.expired = rpm::KeyPolicy::Expired::ignore;
  return policy;
}

/// How the signatures of a section's packages are verified.
struct SectionVerifiers {
  const manifest::SectionInfo* section = nullptr;
  /// Each of these must find a good signature. Each key of this product signed each package; of a vendor's
  /// keys, one signed each package, so all of them are in one verifier.
  std::vector<sign::BlobVerifier> verifiers;
};

SectionVerifiers verifiers_of(const ReleaseOnDisk& release, const manifest::SectionInfo& section) {
  SectionVerifiers made{.section = &section};
  std::vector<rpm::Keyring> keyrings;
  for (const auto& signer : section.package_signers()) {
    if (keyrings.empty() || !section.is_from_vendor()) keyrings.emplace_back();
    if (const auto key = release.keys.find(signer); key != release.keys.end())
      keyrings.back().add(key->second, signer, policy_of(section));
  }
  for (auto& keyring : keyrings) made.verifiers.emplace_back(std::move(keyring));
  return made;
}

// What is wrong with the signatures of a package; empty if nothing is.
std::string signature_fault(const SectionVerifiers& how, const Entry& entry, const fs::path& file,
                            std::optional<store::KnownBlob>& blob) {
  const auto own_keys = how.section->package_signers();
  for (size_t i = 0; i < how.verifiers.size(); ++i) {
    const auto verdict = blob ? how.verifiers[i].verify(*blob) : how.verifiers[i].keyring().verify(file);
    if (verdict.trust != rpm::Trust::good) return fmt::format("{}: {}", entry.file, verdict.reason);
    // rpmworks signs with a primary key. A vendor may use a subkey of a key that the section trusts.
    if (!how.section->is_from_vendor() &&
        (!verdict.signature || verdict.signature->fingerprint != own_keys[i]))
      return fmt::format("{} is not signed by the section's key {}", entry.file, own_keys[i]);
    if (std::ranges::find(entry.signatures, *verdict.signature) == entry.signatures.end())
      return fmt::format("{} has a signature that differs from the manifest", entry.file);
  }
  if (entry.signatures.size() == how.verifiers.size()) return {};
  return fmt::format("{} has {} signatures in the manifest, but its section has {} of them to verify",
                     entry.file, entry.signatures.size(), how.verifiers.size());
}

PackageFindings judge_package(const Entry& entry, const fs::path& file, const SectionVerifiers& how,
                              std::optional<store::KnownBlob>& blob) {
  PackageFindings findings;
  if (fs::file_size(file) != entry.size)
    findings.digest =
        fmt::format("{} has {} bytes, but the manifest says {}", entry.file, fs::file_size(file), entry.size);
  else if (blob ? !blob->is_whole() : digest_of_file(file) != entry.sha256)
    findings.digest = fmt::format("{} does not match its SHA-256 in the manifest", entry.file);
  findings.signature = signature_fault(how, entry, file, blob);
  return findings;
}

void read_manifest(ReleaseOnDisk& release) {
  try {
    release.manifest_json = read_file(release.folder / "manifest.json");
    release.manifest = releases::shared_manifest(release.folder);
  } catch (const std::exception& error) {
    release.manifest_fault = error.what();
  }
}

std::shared_ptr<const rpm::Contents> contents_of(const ReleaseOnDisk& release, const Entry& entry,
                                                 const fs::path& file, bool is_linked) {
  if (is_linked && release.known)
    if (const auto known = release.known->find(entry.sha256); known != release.known->end())
      return known->second;
  return std::make_shared<const rpm::Contents>(rpm::read_contents(file));
}

bool is_good(const PackageFindings& findings) {
  return findings.signature.empty() && findings.digest.empty();
}

// Reads one package, wherever it is.
void read_package(ReleaseOnDisk& release, size_t i, const SectionVerifiers& how) {
  const Entry& entry = release.manifest->packages[i];
  PackageFindings& findings = release.packages[i];
  const auto read = [&](const fs::path& file) {
    auto blob = linked_blob(release, entry.file, entry.sha256);
    findings = judge_package(entry, file, how, blob);
    if (is_good(findings)) release.contents[i] = contents_of(release, entry, file, blob.has_value());
  };
  if (release.are_packages_unread())
    findings.digest = release.remote->fault(entry);
  else if (release.remote)
    findings.digest += release.remote->read(entry, read);
  else if (release.inventory.files.contains(entry.file))
    read(release.folder / entry.file);
  else
    findings.digest = fmt::format("{} is missing", entry.file);
}

}  // namespace

Inventory inventory_of(const fs::path& release_folder) {
  Inventory inventory;
  const size_t start = release_folder.native().size() + 1;
  for (const auto& entry : entries_below(release_folder)) {
    const std::string path = entry.path().native().substr(start);
    if (entry.is_symlink())
      inventory.strangers.push_back({path, fmt::format("{} is a symbolic link", path)});
    else if (entry.is_regular_file())
      inventory.files.insert(path);
    else if (!entry.is_directory())
      inventory.strangers.push_back({path, fmt::format("{} is neither a file nor a folder", path)});
  }
  return inventory;
}

std::vector<std::string> key_files(const Inventory& inventory) {
  std::vector<std::string> files;
  for (const auto& file : inventory.files)
    if (file.find('/') == std::string::npos && file.starts_with(layout::k_key_prefix)) files.push_back(file);
  return files;
}

std::string ReleaseOnDisk::name() const {
  return manifest ? fmt::format("{} {}", manifest->product, manifest->release) : folder.filename().string();
}

std::string ReleaseOnDisk::signed_by(const std::string& fingerprint) const {
  const auto key = shown.find(fingerprint);
  return "signed by " + (key == shown.end() ? fingerprint : key->second);
}

ReleaseOnDisk read_release(const fs::path& folder, const fs::path& tmp) {
  ReleaseOnDisk release;
  release.folder = folder;
  release.tmp = tmp;
  {
    const std::jthread reading = beside([&] { read_manifest(release); });
    release.inventory = inventory_of(folder);
    release.keys = shipped_keys(folder, release.inventory, release.key_findings);
    release.shown = shown_keys(release.keys);
    release.expired = expired_keys(folder, release.inventory);
  }
  return release;
}

void read_packages(ReleaseOnDisk& release, Reporter& reporter, unsigned jobs) {
  const manifest::Manifest& manifest = *release.manifest;
  Activity verifying(reporter, "verifying", release.name(), manifest.packages.size());
  std::map<std::string, SectionVerifiers> sections;
  for (const auto& section : manifest.sections)
    sections.emplace(section.path, verifiers_of(release, section));
  release.packages.resize(manifest.packages.size());
  release.contents.resize(manifest.packages.size());
  parallel_for(release.packages.size(), jobs, [&](size_t i) {
    const Entry& entry = manifest.packages[i];
    const auto section = sections.find(entry.section);
    if (section == sections.end())
      release.packages[i].signature =
          fmt::format("{}: the manifest has no section {}", entry.file, entry.section);
    else
      read_package(release, i, section->second);
    verifying.step();
  });
  if (release.are_packages_unread() || !std::ranges::all_of(release.packages, is_good))
    release.contents.clear();
}

std::optional<store::KnownBlob> linked_blob(const ReleaseOnDisk& release, const std::string& file,
                                            const std::string& sha256) {
  auto blob = release.store ? store::KnownBlob::find(*release.store, sha256) : std::nullopt;
  return blob && blob->is_linked_as(release.folder / file) ? std::move(blob) : std::nullopt;
}

DetachedFinding judge_detached(const ReleaseOnDisk& release, const std::string& file,
                               const std::string& bytes, const std::set<std::string>& fingerprints) {
  if (!release.inventory.files.contains(file + ".asc"))
    return {.fault = fmt::format("{}.asc is missing", file), .signer = {}};
  std::vector<fs::path> keys;
  for (const auto& fingerprint : fingerprints)
    if (const auto key = release.keys.find(fingerprint); key != release.keys.end())
      keys.push_back(key->second);
  const auto verdict =
      sign::verify_detached(bytes, read_file(release.folder / (file + ".asc")), keys, release.tmp);
  DetachedFinding finding{.fault = {}, .signer = verdict.fingerprint};
  if (verdict.trust != rpm::Trust::good)
    finding.fault = fmt::format("{}: {}", file, verdict.reason);
  else if (verdict.expires)
    finding.fault = fmt::format("{}: its signature expires on {}", file, manifest::iso_time(verdict.expires));
  else if (!fingerprints.contains(verdict.fingerprint))
    finding.fault = fmt::format("{} is signed by {}, which signs no section", file, verdict.fingerprint);
  return finding;
}

}  // namespace rpmworks::gates
