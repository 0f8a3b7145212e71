// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "compose/plan.hpp"
#include "compose/repo_file.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "rpm/openpgp.hpp"
#include "sign/gnupg_home.hpp"

namespace rpmworks::compose {

namespace {

std::string validity(const std::string& armoured) {
  try {
    for (const auto& block : rpm::unarmour(armoured))
      for (const auto& certificate : rpm::read_certificates(block)) {
        const auto expires = certificate.primary().expires;
        return expires ? "expires on " + manifest::iso_time(*expires).substr(0, 10) : "never expires";
      }
  } catch (const Error&) {
    // What is wrong with it is for `verify` to say.
  }
  return "cannot be read";
}

}  // namespace

std::vector<std::string> key_names(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& section : config.sections)
    if (!section.sign.empty() && std::ranges::find(names, section.sign) == names.end())
      names.push_back(section.sign);
  return names;
}

std::unique_ptr<sign::Signer> signer_for(const std::string& name, const config::Config& config,
                                         const config::Target& target, const fs::path& tmp) {
  const config::Key& key = config.keys.at(name);
  auto signer = sign::gpg_signer(key, tmp);
  if (const auto why = unverifiable_because(signer->algorithm(), target.client); !why.empty())
    throw Error(ExitCode::gate,
                fmt::format("the clients of the target {} cannot verify what the key '{}' signs: {}",
                            target.name, name, why))
        .at(key.where)
        .hint("sign with an RSA key: `gpg --quick-gen-key 'NAME' rsa3072 sign never`");
  return signer;
}

std::string cheap_keys_digest(const config::Config& config) {
  Digest digest;
  for (const auto& name : key_names(config)) {
    const config::Key& key = config.keys.at(name);
    digest.field(name).field(key.fingerprint).field(key.homedir.string());
    digest.field(key.public_key.empty() || !fs::exists(key.public_key) ? "" : digest_of_file(key.public_key));
    digest.field(sign::cheap_home_digest(key.homedir));
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
    changed.push_back(fmt::format("{} is older than the key '{}' is by now: there it {}, and now it {}", file,
                                  name, validity(shipped), validity(signer->public_key())));
  }
  return changed;
}

}  // namespace rpmworks::compose
