// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>

#include "clients/profile.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "layout/client_keys.hpp"
#include "layout/repo_file.hpp"
#include "layout/vendor_keys.hpp"
#include "manifest/manifest.hpp"
#include "rpm/key_facts.hpp"
#include "rpm/openpgp.hpp"
#include "sign/gnupg_home.hpp"

namespace rpmworks::layout {

namespace {

std::vector<KeyFinding> findings_of(const std::string& armoured, clients::Client client) {
  std::vector<KeyFinding> findings;
  for (const auto& block : rpm::unarmour(armoured))
    for (const auto& facts : rpm::key_facts(block))
      std::ranges::move(key_findings(facts, client, std::time(nullptr)), std::back_inserter(findings));
  return findings;
}

// Replaces the placeholders in a hint with the key's home and fingerprint.
std::string for_key(std::string hint, const config::Key& key, const std::string& fingerprint) {
  const auto put = [&](std::string_view mark, const std::string& text) {
    for (size_t at = 0; (at = hint.find(mark, at)) != std::string::npos; at += text.size())
      hint.replace(at, mark.size(), text);
  };
  put("{gpg}",
      key.command.empty() ? fmt::format("gpg --homedir {}", sign::shown_home(key.homedir).string()) : "gpg");
  put("{key}", fingerprint);
  return hint;
}

std::string validity(const std::string& armoured) {
  try {
    for (const auto& block : rpm::unarmour(armoured))
      for (const auto& certificate : rpm::read_certificates(block)) {
        const auto expires = certificate.primary().expires;
        return expires ? "expires on " + manifest::iso_time(*expires).substr(0, 10) : "never expires";
      }
  } catch (const Error&) {
    // `verify` reports why the key cannot be read.
  }
  return "cannot be read";
}

std::unique_ptr<sign::Signer> opened(const config::Key& key, const fs::path& tmp) {
  try {
    return sign::signer_of(key, tmp);
  } catch (Error& error) {
    if (error.where()) throw;
    throw std::move(error).at(key.where);
  }
}

// Throws Error(gate) if the clients of a target cannot use the public key.
void require_for_clients(const config::Key& key, const std::string& fingerprint, const std::string& armoured,
                         const Targets& targets, std::vector<std::string>* warnings) {
  std::vector<std::string> said;
  for (const auto* target : targets.all()) {
    const std::vector<KeyFinding> findings = findings_of(armoured, target->client);
    const auto refused = std::ranges::find(findings, true, &KeyFinding::refused);
    if (refused != findings.end()) {
      Error error(refused->code, fmt::format("the clients of the target {} cannot use the key '{}': {}",
                                             target->name, key.name, refused->what));
      for (const auto& other : findings)
        if (&other != &*refused) std::move(error).note("also: " + other.what);
      throw std::move(error).at(key.where).hint(for_key(refused->hint, key, fingerprint));
    }
    for (const auto& finding : findings) {
      std::string line = fmt::format("{}:{}: the key '{}': {}; {}", key.where.file, key.where.line, key.name,
                                     finding.what, for_key(finding.hint, key, fingerprint));
      if (std::ranges::find(said, line) == said.end()) said.push_back(std::move(line));
    }
  }
  if (warnings) std::ranges::move(said, std::back_inserter(*warnings));
}

}  // namespace

std::vector<std::string> key_names(const config::Config& config) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
  };
  for (const auto& section : config.sections) {
    add(section.sign);
    for (const auto& name : section.also_sign) add(name);
  }
  return names;
}

void require_several_keys_readable(const config::Config& config, const Targets& targets) {
  for (const auto& section : config.sections) {
    if (section.also_sign.empty()) continue;
    for (const auto* target : targets.all()) {
      const clients::Profile& client = clients::profile(target->client);
      if (!section.is_for(target->name) || client.several_signatures) continue;
      throw Error(
          ExitCode::gate,
          fmt::format("the section {} has several keys in `sign`, but the clients of the target {} ({}) read "
                      "only one signature of a package",
                      section.path, target->name, client.name))
          .at(section.where)
          .hint("name one key in `sign`, or set `client: rpm6` if no older client has to use the target");
    }
  }
}

const std::string& manifest_key(const config::Config& config) {
  for (const auto& section : config.sections)
    if (!section.sign.empty()) return section.sign;
  throw Error(ExitCode::invalid, "no section names a key that could sign the manifest")
      .hint("a release needs a section with `sign: KEY`: from: builds or from: srpms");
}

std::unique_ptr<sign::Signer> signer_for(const std::string& name, const config::Config& config,
                                         const Targets& targets, const fs::path& tmp,
                                         std::vector<std::string>* warnings) {
  const config::Key& key = config.keys.at(name);
  auto signer = opened(key, tmp);
  require_for_clients(key, signer->fingerprint(), signer->public_key(), targets, warnings);
  return signer;
}

std::map<std::string, NextKey> next_keys(const config::Config& config, const Targets& targets,
                                         const fs::path& tmp) {
  const auto used = key_names(config);
  std::map<std::string, NextKey> keys;
  for (const auto& name : config.next_keys) {
    if (std::ranges::count(used, *name) > 0) continue;
    const config::Key& key = config.keys.at(*name);
    NextKey next;
    if (key.public_key.empty()) {
      const auto signer = opened(key, tmp);
      next = {.fingerprint = signer->fingerprint(), .armoured = signer->public_key()};
    } else {
      VendorKey shipped = vendor_key(*name, config);
      next = {.fingerprint = std::move(shipped.fingerprint), .armoured = std::move(shipped.armoured)};
    }
    require_for_clients(key, next.fingerprint, next.armoured, targets, nullptr);
    keys[*name] = std::move(next);
  }
  return keys;
}

void require_signing(sign::Signer& signer, const config::Key& key, const fs::path& tmp) {
  constexpr std::string_view k_trial = "can this key sign?";
  const int64_t now = std::time(nullptr);
  signer.require_valid(now);
  const std::string signature = sign::detached(k_trial, now, signer);
  const std::string fault = sign::fault_of_detached(k_trial, signature, signer, tmp);
  if (fault.empty()) return;
  throw Error(ExitCode::trust,
              fmt::format("a test signature by the key '{}' is not valid: {}", key.name, fault))
      .at(key.where)
      .hint("check that `public` contains the public key of this secret key, and that the clock is right");
}

OwnFingerprints own_fingerprints(const config::Config& config, const fs::path& tmp) {
  std::vector<std::string> names = key_names(config);
  for (const auto& name : config.next_keys) names.push_back(*name);
  for (const auto& [name, key] : config.keys)
    if (!key.homedir.empty() || !key.command.empty()) names.push_back(name);
  OwnFingerprints own;
  for (const auto& name : std::set<std::string>(names.begin(), names.end())) {
    const config::Key& key = config.keys.at(name);
    try {
      own.known.insert(!key.fingerprint.empty()  ? key.fingerprint
                       : !key.public_key.empty() ? vendor_key(name, config).fingerprint
                                                 : sign::signer_of(key, tmp)->fingerprint());
    } catch (const Error& error) {
      if (error.code() == ExitCode::interrupted) throw;
      own.is_complete = false;
    }
  }
  return own;
}

std::string cheap_keys_digest(const config::Config& config) {
  Digest digest;
  std::vector<std::string> names = key_names(config);
  for (const auto& name : config.next_keys) names.push_back(*name);
  for (const auto& name : names) {
    const config::Key& key = config.keys.at(name);
    digest.field(name).field(key.fingerprint).field(key.homedir.string());
    digest.field(key.public_key.empty() || !fs::exists(key.public_key) ? "" : digest_of_file(key.public_key));
    digest.field(join(key.command, "\n"));
    digest.field(key.command.empty() ? sign::cheap_home_digest(key.homedir) : "");
  }
  return digest.hex();
}

std::vector<std::string> changed_keys(const fs::path& release_folder, const Signers& signers) {
  std::vector<std::string> changed;
  for (const auto& [name, signer] : signers) {
    const std::string file = k_key_prefix + name;
    if (!fs::exists(release_folder / file)) continue;
    const std::string shipped = read_file(release_folder / file);
    if (shipped == signer->public_key()) continue;
    changed.push_back(fmt::format("{} is older than the key '{}': the release's copy {}, the current key {}",
                                  file, name, validity(shipped), validity(signer->public_key())));
  }
  return changed;
}

}  // namespace rpmworks::layout
