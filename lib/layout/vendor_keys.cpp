// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/vendor_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/keyring.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::layout {

VendorKey vendor_key(const std::string& name, const config::Config& config) {
  const config::Key& key = config.keys.at(name);
  const rpm::Keyring keyring = config::trusted_keyring({name}, config);
  const auto fingerprints = keyring.fingerprints();
  if (fingerprints.size() == 1) return {.fingerprint = fingerprints.front(), .armoured = keyring.armoured()};
  throw Error(ExitCode::invalid,
              fmt::format("{} holds several keys: {}", key.public_key.string(), join(fingerprints, ", ")))
      .at(key.where)
      .hint(fmt::format("select one of them with keys.{}.fingerprint", name));
}

std::vector<std::string> trusted_keys(const config::Section& section, const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& key : config.upstreams.at(section.upstream).trust)
    if (std::ranges::count(names, *key) == 0) names.push_back(*key);
  return names;
}

}  // namespace rpmworks::layout
