// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/verify_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "compose/repo_file.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/listing.hpp"
#include "repodata/repodata.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"

namespace rpmworks::compose {

namespace {

constexpr std::string_view k_repo_suffix = ".repo";

bool at_the_top(const std::string& file) {
  return file.find('/') == std::string::npos;
}

std::vector<std::string> key_files(const Inventory& inventory) {
  std::vector<std::string> files;
  for (const auto& file : inventory.files)
    if (at_the_top(file) && file.starts_with(k_key_prefix)) files.push_back(file);
  return files;
}

}  // namespace

Inventory inventory_of(const fs::path& release_folder) {
  Inventory inventory;
  for (const auto& entry : entries_below(release_folder)) {
    const std::string path = entry.path().lexically_relative(release_folder).generic_string();
    if (entry.is_symlink())
      inventory.strangers.push_back(fmt::format("{} is a symbolic link", path));
    else if (entry.is_regular_file())
      inventory.files.insert(path);
    else if (!entry.is_directory())
      inventory.strangers.push_back(fmt::format("{} is neither a file nor a folder", path));
  }
  return inventory;
}

std::map<std::string, fs::path> shipped_keys(const fs::path& release_folder, const Inventory& inventory,
                                             std::vector<std::string>& findings) {
  std::map<std::string, fs::path> keys;
  for (const auto& file : key_files(inventory)) {
    try {
      rpm::Keyring keyring;
      keyring.add(release_folder / file);
      for (const auto& fingerprint : keyring.fingerprints()) keys.emplace(fingerprint, release_folder / file);
    } catch (const Error& error) {
      findings.emplace_back(error.what());
    }
  }
  return keys;
}

std::map<std::string, std::string> expired_keys(const fs::path& release_folder, const Inventory& inventory) {
  std::map<std::string, std::string> expired;
  const int64_t now = std::time(nullptr);
  const auto judge = [&](const std::string& file, const rpm::SigningKey& key) {
    if (!key.expires || *key.expires > now) return;
    expired.emplace(
        key.fingerprint,
        fmt::format(
            "{}: the key {} expired on {}, and dnf refuses what it signed: extend it (gpg --homedir DIR "
            "--quick-set-expire {} 2y; export `public` again if repos.yaml names one) and compose again "
            "with --replace, or under another name if it is published",
            file, key.fingerprint, manifest::iso_time(*key.expires), key.fingerprint));
  };
  for (const auto& file : key_files(inventory)) {
    try {
      for (const auto& block : rpm::unarmour(read_file(release_folder / file)))
        for (const auto& certificate : rpm::read_certificates(block)) judge(file, certificate.primary());
    } catch (const Error&) {
      // shipped_keys says what is wrong with it.
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
      // shipped_keys says what is wrong with it.
    }
  }
  return shown;
}

std::set<std::string> accounted_files(const fs::path& release_folder, const manifest::Manifest& manifest,
                                      const Inventory& inventory) {
  std::set<std::string> files = {"manifest.json", "manifest.json.asc"};
  for (const auto& file : manifest.files) files.insert(file.file);
  for (const auto& entry : manifest.packages) files.insert(entry.file);
  for (const auto& section : manifest.sections) {
    const std::string repodata = section.path + "/repodata/";
    files.insert({repodata + "repomd.xml", repodata + "repomd.xml.asc"});
    if (!inventory.files.contains(repodata + "repomd.xml")) continue;
    try {
      for (const auto& href : repodata::metadata_files(release_folder / section.path))
        files.insert(section.path + "/" + href);
    } catch (const Error&) {
      // The gate of the metadata says what is wrong with it.
    }
  }
  return files;
}

std::vector<std::string> findings_in_texts(const fs::path& release_folder, const manifest::Manifest& manifest,
                                           const Inventory& inventory) {
  std::vector<std::string> findings;
  for (const auto& [file, digest] : manifest.files) {
    if (!inventory.files.contains(file))
      findings.push_back(fmt::format("{} is missing", file));
    else if (digest_of_file(release_folder / file) != digest)
      findings.push_back(fmt::format("{} is not the file of the manifest: its SHA-256 differs", file));
  }
  for (const auto& key : manifest.keys) {
    const auto file = std::ranges::find(manifest.files, key.file, &manifest::FileInfo::file);
    if (file == manifest.files.end() || file->sha256 != key.sha256)
      findings.push_back(fmt::format("{} is not the key {} of the manifest", key.file, key.fingerprint));
  }
  const std::string repo = manifest.product + std::string(k_repo_suffix);
  if (!inventory.files.contains(repo)) return findings;
  for (const auto& finding : findings_in_repo_file(read_file(release_folder / repo), key_files(inventory)))
    findings.push_back(fmt::format("{}: {}", repo, finding));
  return findings;
}

}  // namespace rpmworks::compose
