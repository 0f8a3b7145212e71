// SPDX-License-Identifier: GPL-3.0-or-later
#include "publishing/key_rotation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "publishing/release_folder.hpp"
#include "releases/releases.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "sign/new_key.hpp"
#include "sign/signer.hpp"

namespace rpmworks::publishing {

namespace {

std::vector<std::string> keys_of(const config::Section& section) {
  std::vector<std::string> names = section.also_sign;
  if (!section.sign.empty()) names.insert(names.begin(), section.sign);
  return names;
}

std::vector<std::string> signing_keys(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& section : config.sections)
    for (const auto& name : keys_of(section))
      if (std::ranges::count(names, name) == 0) names.push_back(name);
  return names;
}

std::string key_to_replace(const config::Config& config, const std::string& named) {
  const auto names = signing_keys(config);
  if (names.empty())
    throw Error(ExitCode::invalid, "no section of repos.yaml is signed, so there is no key to replace")
        .hint("a section with `from: builds` or `from: srpms` has `sign: KEY`");
  if (named.empty() && names.size() == 1) return names.front();
  if (std::ranges::count(names, named) > 0) return named;
  throw Error(named.empty() ? ExitCode::usage : ExitCode::invalid,
              named.empty() ? "several keys sign: name the one to replace"
                            : fmt::format("the key '{}' signs no section", named))
      .hint(fmt::format("keys that sign: {}", join(names, ", ")));
}

// "altai" → "altai-2", "altai-2" → "altai-3"
std::string free_name(const std::string& key, const config::Config& config) {
  const size_t dash = key.rfind('-');
  const std::string digits = dash == std::string::npos ? "" : key.substr(dash + 1);
  const bool is_numbered = !digits.empty() && digits.size() < 6 &&
                           std::ranges::all_of(digits, [](unsigned char c) { return std::isdigit(c); });
  const std::string base = is_numbered ? key.substr(0, dash) : key;
  unsigned number = is_numbered ? static_cast<unsigned>(std::stoul(digits)) : 1;
  while (true)
    if (std::string name = fmt::format("{}-{}", base, ++number); !config.keys.contains(name)) return name;
}

std::string fingerprint_of(const config::Key& key, const fs::path& tmp) {
  if (!key.fingerprint.empty()) return key.fingerprint;
  return sign::signer_of(key, tmp)->fingerprint();
}

}  // namespace

Rotation rotation_of(product::Session& session, const std::string& key, const std::string& next) {
  const product::SessionScope scope(session);
  const config::Config& config = session.config;
  Rotation rotation{.key = key_to_replace(config, key), .release = releases::published(session.workspace)};
  for (const auto& section : config.sections)
    if (std::ranges::count(keys_of(section), rotation.key) > 0) rotation.sections.push_back(section.path);
  const auto listed = std::ranges::find_if(config.next_keys, [&](const auto& one) {
    return *one != rotation.key && (next.empty() || *one == next);
  });
  const manifest::Manifest shipped = rotation.release.empty()
                                         ? manifest::Manifest()
                                         : manifest_of(session.workspace.releases() / rotation.release);
  if (listed == config.next_keys.end()) {
    const std::string own = fingerprint_of(config.keys.at(rotation.key), session.workspace.tmp());
    const auto known = std::ranges::find(shipped.keys, own, &manifest::KeyInfo::fingerprint);
    if (next.empty() && known != shipped.keys.end() && known->next) {
      rotation.step = Rotation::Step::done;
      rotation.next = rotation.key;
      rotation.fingerprint = own;
      return rotation;
    }
    rotation.next = next.empty() ? free_name(rotation.key, config) : next;
    rotation.homedir = config.file.parent_path() / ("gnupg-" + rotation.next);
    return rotation;
  }
  rotation.next = **listed;
  rotation.where = listed->where;
  rotation.fingerprint = fingerprint_of(config.keys.at(rotation.next), session.workspace.tmp());
  const bool is_shipped =
      std::ranges::count(shipped.keys, rotation.fingerprint, &manifest::KeyInfo::fingerprint) > 0;
  rotation.step = is_shipped ? Rotation::Step::use : Rotation::Step::ship;
  if (!is_shipped) rotation.release_package = key_in_release_package(session, rotation.next);
  return rotation;
}

std::string make_next_key(product::Session& session, const Rotation& rotation,
                          const NextKeyRequest& request) {
  const product::SessionScope scope(session);
  const auto signer = sign::signer_of(session.config.keys.at(rotation.key), session.workspace.tmp());
  std::string user_id;
  for (const auto& block : rpm::unarmour(signer->public_key()))
    for (const auto& facts : rpm::key_facts(block)) user_id = facts.user_id;
  return sign::make_key({.home = rotation.homedir,
                         .user_id = user_id,
                         .algorithm = request.algorithm.empty() ? signer->algorithm() : request.algorithm,
                         .expire = request.expire,
                         .passphrase = request.passphrase});
}

}  // namespace rpmworks::publishing
