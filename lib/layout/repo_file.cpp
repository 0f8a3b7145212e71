// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/repo_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "clients/profile.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"
#include "layout/client_repos.hpp"
#include "layout/keys.hpp"
#include "layout/vendor_keys.hpp"

namespace rpmworks::layout {

namespace {

// The keys of the section's metadata and of its packages, and keys that will sign later.
std::vector<std::string> keys_of(const config::Section& section, const config::Config& config) {
  const bool is_upstream = section.from == config::Section::From::upstream;
  std::vector<std::string> names = {is_upstream ? manifest_key(config) : section.sign};
  const auto add = [&](const std::string& name) {
    if (std::ranges::count(names, name) == 0) names.push_back(name);
  };
  for (const auto& name : section.also_sign) add(name);
  if (is_upstream)
    for (const auto& name : trusted_keys(section, config)) add(name);
  for (const auto& name : config.next_keys) add(*name);
  return names;
}

ClientRepo client_repo(const config::Section& section, const config::Config& config,
                       const config::Target& target) {
  ClientRepo repo{.id = config::repository_id(config.product, section.path),
                  .name = fmt::format("{} - {}", config.product, section.path),
                  .path = section.path,
                  .enabled = section.from != config::Section::From::srpms,
                  .keys = {},
                  // Else dnf would hide a package that a module of another repository has, too.
                  .hotfixes = section.from == config::Section::From::builds &&
                              !clients::profile(target.client).is_limited()};
  for (const auto& name : keys_of(section, config)) repo.keys.push_back(k_key_prefix + name);
  return repo;
}

// `what` names the product, and perhaps the target.
std::string text_of(const config::Config& config, const std::vector<ClientRepo>& repos,
                    const config::Target& target, const std::string& what, const std::string& file,
                    const std::string& release, const std::vector<ChainLink>& chain) {
  const ClientAddress clients = client_address(config);
  const std::string base = fmt::format("{}/{}", clients.url, release);
  const std::string remarks = modules_remark(target.modules) + clients.remarks;
  const auto address_line = [&](const ClientRepo& repo) {
    return fmt::format("baseurl={}/{}/\n", base, repo.path);
  };
  if (chain.empty())
    return fmt::format(
               "# {}: this file in {} stays with the release {}.\n"
               "# To follow the published release, use this file instead: {}/{}\n{}",
               what, repo_folders(target.client), release, clients.url, file, remarks) +
           stanzas(repos, base, address_line);
  std::vector<std::string> names;
  for (const auto& link : chain) names.push_back(link.release);
  std::string text =
      fmt::format("# {}: the release {} completes {}: clients need the repositories of all of them.\n{}",
                  what, release, join(names, ", "), remarks);
  text += stanzas(repos, base, address_line);
  for (const auto& link : chain) {
    const std::string folder = fmt::format("{}/{}", clients.url, link.release);
    std::vector<ClientRepo> earlier = repos_of_link(link, file, target.name);
    for (auto& repo : earlier) {
      repo.id += "-" + link.release;
      repo.name += " of " + link.release;
    }
    text += stanzas(earlier, folder, [&](const ClientRepo& repo) {
      return fmt::format("baseurl={}/{}/\n", folder, repo.path);
    });
  }
  return text;
}

}  // namespace

bool is_key_file(const std::string& file) {
  return file.starts_with(k_key_prefix) || file.ends_with(std::string("/") + k_metadata_key);
}

ClientAddress client_address(const config::Config& config) {
  // The address must not be the folder in which the release was made: else it would differ between
  // workspaces.
  if (config.baseurl.empty())
    return {
        .url = "file:///srv/" + config.product,
        .remarks = fmt::format(
            "# `release.baseurl` of repos.yaml says where clients find the releases. It is not set, so this "
            "expects them\n# in /srv/{}: link or mount the folder releases/ there, or set it.\n",
            config.product)};
  std::string remarks;
  if (has_secrets(config.baseurl))
    remarks =
        "# Its server requires credentials. They are not in this file, which everybody can read: add "
        "`username=` and\n# `password=` to each section.\n";
  return {.url = redacted(without_credentials(config.baseurl)), .remarks = std::move(remarks)};
}

std::vector<ClientRepo> client_repos(const config::Config& config, const Targets& targets,
                                     const config::Target& target) {
  std::vector<ClientRepo> repos;
  for (const auto& section : config.sections)
    if (targets.is_one() || std::ranges::count(targets_of(section, config, targets), &target) > 0)
      repos.push_back(client_repo(section, config, target));
  return repos;
}

std::map<std::string, std::string> repo_files(const config::Config& config, const Targets& targets,
                                              const std::string& release,
                                              const std::vector<ChainLink>& chain) {
  std::map<std::string, std::string> files;
  for (const auto* target : targets.all()) {
    const std::string file = targets.is_one() ? fmt::format("{}.repo", config.product)
                                              : fmt::format("{}-{}.repo", config.product, target->name);
    const std::string what =
        targets.is_one() ? config.product : fmt::format("{} for {}", config.product, target->name);
    files[file] =
        text_of(config, client_repos(config, targets, *target), *target, what, file, release, chain);
  }
  return files;
}

std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files,
                                               const std::string& delta) {
  std::vector<std::string> findings;
  const auto all = read_stanzas(text);
  for (const auto& stanza : all) {
    std::set<std::string> names;
    for (const auto& [name, _] : stanza.settings)
      if (!names.insert(name).second) findings.push_back(fmt::format("[{}] sets {} twice", stanza.id, name));
    for (const char* name : {"gpgcheck", "repo_gpgcheck"})
      if (stanza.value(name) != "1")
        findings.push_back(fmt::format("[{}] does not require {}", stanza.id, name));
    auto keys = words_of(stanza.value("gpgkey"));
    if (keys.empty()) keys.emplace_back();
    const auto is_of_other_release = [&](const std::string& key) {
      const std::string folder = key.substr(0, key.rfind('/') + 1);
      return !delta.empty() && !folder.empty() && !folder.ends_with("/" + delta + "/") &&
             stanza.value("baseurl").starts_with(folder);
    };
    for (const auto& key : keys)
      if (!is_of_other_release(key) &&
          std::ranges::find(key_files, fs::path(key).filename().string()) == key_files.end())
        findings.push_back(
            fmt::format("[{}] trusts '{}', which is not a key of the release", stanza.id, key));
  }
  if (all.empty()) findings.emplace_back("it names no repository");
  return findings;
}

}  // namespace rpmworks::layout
