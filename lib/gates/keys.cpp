// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/encoding.hpp"
#include "core/text.hpp"
#include "gates/gate.hpp"
#include "releases/release_place.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_keys_name = "keys";

// What each key of this product signs, by fingerprint: sections of a vendor's packages only have metadata of
// the product.
std::map<std::string, std::vector<std::string>> signed_by(const manifest::Manifest& manifest) {
  std::map<std::string, std::vector<std::string>> signs;
  for (const auto& section : manifest.sections) signs[section.signer].push_back(section.path);
  if (!manifest.signer.empty()) signs[manifest.signer].emplace_back("the manifest");
  return signs;
}

// Clients of a package with the product's .repo file have the keys that it installs: keys that sign later
// must be among them. A package without any key leaves them to something else.
void check_packaged_keys(const ReleaseOnDisk& release, std::vector<Finding>& findings) {
  const manifest::Manifest& manifest = *release.manifest;
  std::set<std::string> repos;
  for (const auto& file : manifest.files)
    if (file.file.ends_with(".repo"))
      for (const char* folder : {"/etc/yum.repos.d/", "/etc/zypp/repos.d/"}) repos.insert(folder + file.file);
  if (release.contents.size() != manifest.packages.size()) return;  // the other gates tell why
  for (size_t i = 0; i < release.contents.size(); ++i) {
    const auto& files = release.contents[i]->files;
    const auto has = [&](const auto& is_wanted) { return std::ranges::any_of(files, is_wanted); };
    if (!has([&](const rpm::PackagedFile& file) { return repos.contains(file.path); }) ||
        !has([](const rpm::PackagedFile& file) { return file.path.starts_with("/etc/pki/rpm-gpg/"); }))
      continue;
    const manifest::Entry& entry = manifest.packages[i];
    for (const auto& key : manifest.keys) {
      if (!key.next || has([&](const rpm::PackagedFile& file) {
            return to_hex(file.digest) == key.sha256 || file.path == "/etc/pki/rpm-gpg/" + key.file;
          }))
        continue;
      findings.push_back(
          {.id = fmt::format("{} lacks {}", entry.nevra.name, key.file),
           .text =
               fmt::format("{} installs repositories and keys on clients, but not {} ({}) of "
                           "`release.next-keys`, so clients that get their keys from it refuse the first "
                           "release that this key signs: `rpmworks init DIR --template release --update` in "
                           "its repository writes the key",
                           entry.nevra.str(), key.file, key.fingerprint),
           .file = entry.file});
    }
  }
}

// The keys that clients have before they get the release: of the release that was published before, and of
// the release that a delta completes, which need not be published.
std::set<std::string> known_keys(const GateInputs& inputs) {
  std::set<std::string> known;
  for (const auto& key : inputs.release.earlier->manifest->keys) known.insert(key.fingerprint);
  const auto& of_manifest = inputs.release.manifest->delta_from;
  const std::string completed = of_manifest       ? of_manifest->release
                                : inputs.settings ? inputs.settings->delta_from
                                                  : std::string();
  const fs::path folder = inputs.release.folder.parent_path() / completed;
  if (!completed.empty() && releases::is_release(folder))
    for (const auto& key : releases::shared_manifest(folder)->keys) known.insert(key.fingerprint);
  return known;
}

}  // namespace

Check keys_gate(const GateInputs& inputs) {
  const std::string subject = inputs.release.name();
  std::vector<Finding> findings;
  check_packaged_keys(inputs.release, findings);
  if (!inputs.release.earlier && findings.empty())
    return judged(k_keys_name, subject, {}, ExitCode::gate, "no earlier release is known");
  if (!inputs.release.earlier) return judged(k_keys_name, subject, std::move(findings));
  const manifest::Manifest& earlier = *inputs.release.earlier->manifest;
  const auto known = known_keys(inputs);
  for (const auto& [fingerprint, what] : signed_by(*inputs.release.manifest)) {
    if (known.contains(fingerprint)) continue;
    const auto shown = inputs.release.shown.find(fingerprint);
    findings.push_back(
        {.id = fingerprint,
         .text = fmt::format("the key {} signs {}, but the release {} before it did not ship it, so clients "
                             "may refuse the release: add the key to `release.next-keys`, publish a release "
                             "that is signed as before, and sign with it afterwards (`rpmworks key rotate`)",
                             shown == inputs.release.shown.end() ? fingerprint : shown->second,
                             join(what, ", "), earlier.release)});
  }
  return judged(k_keys_name, subject, std::move(findings));
}

}  // namespace rpmworks::gates
