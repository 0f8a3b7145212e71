// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/repositories.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::build {

std::vector<upstream::Repository> open_repositories(const config::Config& config,
                                                    const config::Target& target,
                                                    const store::Workspace& workspace, Reporter& reporter) {
  std::vector<upstream::Repository> repositories;
  for (const auto& name : target.repos) {
    const config::Upstream& upstream = config.upstreams.at(*name);
    rpm::Keyring keyring;
    for (const auto& trusted : upstream.trust) {
      const config::Key& key = config.keys.at(*trusted);
      if (key.public_key.empty()) {
        throw Error(ExitCode::invalid,
                    fmt::format("the key '{}' has no public key to verify {} with", key.name, *name))
            .at(key.where)
            .hint("name its file: public: keys/RPM-GPG-KEY-NAME");
      }
      keyring.add(key.public_key, key.fingerprint);
    }
    repositories.push_back(upstream::Repository::open(upstream.name, upstream.baseurl, upstream.mirrorlist,
                                                      std::move(keyring), workspace.upstreams(), reporter));
  }
  return repositories;
}

}  // namespace rpmworks::build
