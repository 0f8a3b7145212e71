// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/open_upstream.hpp"

#include <fmt/format.h>

#include "config/keyring.hpp"
#include "core/error.hpp"

namespace rpmworks::buildroot {

upstream::Repository open_upstream(const config::Config& config, const config::Upstream& upstream,
                                   const store::Workspace& workspace, Reporter& reporter) {
  if (upstream.signed_repomd || upstream.sha1)
    throw Error(
        ExitCode::invalid,
        "this version does not support `repomd: signed` and `digests` of an upstream: " + upstream.name)
        .at(upstream.where)
        .hint("remove the setting");
  const fs::path hostbase = workspace.hostbase();
  if (upstream.baseurl == "file://" + hostbase.string() && !fs::exists(hostbase / "repodata" / "repomd.xml"))
    throw Error(ExitCode::invalid,
                fmt::format("the base repository does not exist: there is no {}", hostbase.string()))
        .hint("make it from this machine's Debian packages, in less than a minute: rpmworks-hostbase");
  std::vector<std::string> trusted;
  for (const auto& name : upstream.trust) trusted.push_back(*name);
  return upstream::Repository::open(
      {.name = upstream.name, .baseurl = upstream.baseurl, .mirrorlist = upstream.mirrorlist},
      config::trusted_keyring(trusted, config), workspace.upstreams(), reporter,
      {.signed_repomd = upstream.signed_repomd, .sha1 = upstream.sha1});
}

}  // namespace rpmworks::buildroot
