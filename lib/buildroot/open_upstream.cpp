// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/open_upstream.hpp"

#include <fmt/format.h>

#include "config/keyring.hpp"
#include "core/error.hpp"

namespace rpmworks::buildroot {

namespace {

upstream::Address address_of(const config::Upstream& upstream) {
  return {.name = upstream.name, .baseurl = upstream.baseurl, .mirrorlist = upstream.mirrorlist};
}

rpm::Keyring keys_of(const config::Config& config, const config::Upstream& upstream) {
  std::vector<std::string> trusted;
  for (const auto& name : upstream.trust) trusted.push_back(*name);
  return config::trusted_keyring(trusted, config);
}

}  // namespace

upstream::Repository open_upstream(const config::Config& config, const config::Upstream& upstream,
                                   const store::Workspace& workspace, Reporter& reporter,
                                   upstream::MetadataRules wanted) {
  const fs::path hostbase = workspace.hostbase();
  if (upstream.baseurl == "file://" + hostbase.string() && !fs::exists(hostbase / "repodata" / "repomd.xml"))
    throw Error(ExitCode::invalid,
                fmt::format("the base repository does not exist: there is no {}", hostbase.string()))
        .hint("make it from this machine's Debian packages, in less than a minute: rpmworks-hostbase");
  wanted.signed_repomd = upstream.signed_repomd;
  wanted.sha1 = upstream.sha1;
  try {
    return upstream::Repository::open(address_of(upstream), keys_of(config, upstream), workspace.upstreams(),
                                      reporter, wanted);
  } catch (Error& error) {
    if (error.code() == ExitCode::interrupted || error.where() || upstream.where.line == 0) throw;
    throw std::move(error).at(upstream.where);
  }
}

upstream::Repository open_for_packages(const config::Config& config, const config::Upstream& upstream,
                                       const store::Workspace& workspace) {
  return upstream::Repository::open_for_packages(address_of(upstream), keys_of(config, upstream),
                                                 workspace.upstreams(), {.sha1 = upstream.sha1});
}

}  // namespace rpmworks::buildroot
