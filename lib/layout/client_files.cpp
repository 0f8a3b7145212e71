// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/client_files.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "layout/keys.hpp"
#include "layout/repo_file.hpp"
#include "layout/vendor_keys.hpp"

namespace rpmworks::layout {

namespace {

constexpr const char* k_keys_of_clients = "file:///etc/pki/rpm-gpg";

// "acme.repo.in", or "acme.el9.repo.in" if there are several targets.
std::string template_name(const config::Config& config, const config::Target& target, bool is_one) {
  return fmt::format("{}{}.repo.in", config.product, is_one ? "" : target.dist);
}

}  // namespace

std::map<std::string, std::string> release_package_files(const config::Config& config, const Targets& targets,
                                                         const fs::path& tmp) {
  std::map<std::string, std::string> files;
  for (const auto* target : targets.all()) {
    const bool old_clients = clients::profile(target->client).keeps_newer_metadata;
    const auto repos = client_repos(config, targets, *target);
    const std::string name = template_name(config, *target, targets.is_one());
    std::string text =
        "# It follows the published release.\n" + modules_remark(target->modules) +
        following_stanzas(repos, {.address = k_address_placeholder,
                                  .keys_at = k_keys_of_clients,
                                  .expire = config.metadata_expire,
                                  .has_old_clients = [&](const ClientRepo&) { return old_clients; }});
    if (!files.emplace(name, std::move(text)).second)
      throw Error(
          ExitCode::invalid,
          fmt::format("several targets have the dist '{}', so their packages cannot have a .repo file each",
                      target->dist))
          .at(target->where)
          .hint("give each target a `dist` of its own, or make the release for one target");
  }
  for (const auto& name : key_names(config))
    files[k_key_prefix + name] = signer_for(name, config, targets, tmp)->public_key();
  for (const auto& [name, next] : next_keys(config, targets, tmp)) files[k_key_prefix + name] = next.armoured;
  for (const auto& section : config.sections) {
    if (section.from != config::Section::From::upstream) continue;
    for (const auto& name : trusted_keys(section, config))
      files.emplace(k_key_prefix + name, vendor_key(name, config).armoured);
  }
  return files;
}

}  // namespace rpmworks::layout
