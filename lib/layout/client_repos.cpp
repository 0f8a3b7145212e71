// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/client_repos.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "clients/profile.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "layout/basearch.hpp"

namespace rpmworks::layout {

namespace {

constexpr std::string_view k_modules_remark = "# Some packages need modules: dnf module enable";

}  // namespace

bool is_folder_of(const std::string& folder, const std::string& path) {
  const auto parts = split(path, '/');
  return std::ranges::equal(split(folder, '/'), parts,
                            [](const std::string& part, const std::string& wanted) {
                              return part == wanted || wanted == k_basearch;
                            });
}

std::string modules_remark(const std::vector<config::ModuleStream>& modules) {
  if (modules.empty()) return {};
  std::string names;
  for (const auto& one : modules) names += " " + one.str();
  return std::string(k_modules_remark) + names + "\n";
}

std::string modules_remark_in(const std::string& text) {
  std::string lines;
  for (const auto& line : split(text, '\n'))
    if (line.starts_with(k_modules_remark)) lines += line + "\n";
  return lines;
}

std::vector<config::ModuleStream> modules_in(const std::string& text) {
  std::vector<config::ModuleStream> modules;
  for (const auto& line : split(modules_remark_in(text), '\n'))
    for (const auto& word : words_of(line.substr(std::min(line.size(), k_modules_remark.size()))))
      if (const size_t colon = word.find(':'); colon != std::string::npos)
        modules.push_back({.module = word.substr(0, colon), .stream = word.substr(colon + 1), .where = {}});
  return modules;
}

std::string repo_folders(clients::Client client) {
  return clients::profile(client).is_limited() ? "/etc/yum.repos.d/"
                                               : "/etc/yum.repos.d/ (zypper: /etc/zypp/repos.d/)";
}

std::vector<ClientRepo> repos_of_link(const ChainLink& link, const std::string& file,
                                      const std::string& target) {
  if (const auto same = link.repos.find(file); same != link.repos.end()) return same->second;
  // One of the two releases is for one target, the other for several.
  std::vector<ClientRepo> found;
  for (const auto& [other, repos] : link.repos)
    for (const auto& repo : repos) {
      const bool is_for_target =
          std::ranges::any_of(link.sections, [&](const manifest::SectionInfo& section) {
            return (section.target == target || section.target.empty()) &&
                   is_folder_of(section.path, repo.path);
          });
      if (is_for_target && std::ranges::find(found, repo.id, &ClientRepo::id) == found.end())
        found.push_back(repo);
    }
  return found;
}

std::string stanzas(const std::vector<ClientRepo>& repos, const std::string& keys_at,
                    const std::function<std::string(const ClientRepo&)>& address_lines) {
  std::string text;
  for (const auto& repo : repos) {
    std::vector<std::string> keys;
    for (const auto& key : repo.keys) keys.push_back(fmt::format("{}/{}", keys_at, key));
    text += fmt::format("\n[{}]\nname={}\n{}enabled={}\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey={}\n{}", repo.id,
                        repo.name, address_lines(repo), repo.enabled ? 1 : 0, join(keys, " "),
                        repo.hotfixes ? "module_hotfixes=1\n" : "");
  }
  return text;
}

std::string following_stanzas(const std::vector<ClientRepo>& repos, const Following& how) {
  return stanzas(repos, how.keys_at, [&](const ClientRepo& repo) {
    const auto expire = how.expire.count();
    std::string lines = fmt::format("mirrorlist={}/{}/{}\nmetadata_expire={}\n", how.address, k_mirror_lists,
                                    repo.path, expire);
    // yum 3 chooses from the list at random, and reads it again only once a day, unless it is told otherwise.
    if (how.has_old_clients(repo))
      lines += fmt::format("failovermethod=priority\nmirrorlist_expire={}\n", expire);
    return lines;
  });
}

std::string Stanza::value(const std::string& name) const {
  const auto found = std::ranges::find(settings, name, &std::pair<std::string, std::string>::first);
  return found == settings.end() ? "" : found->second;
}

std::vector<Stanza> read_stanzas(const std::string& text) {
  std::vector<Stanza> all;
  for (const auto& raw : split(text, '\n')) {
    const std::string line(trim(raw));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      all.push_back({.id = line.substr(1, line.find(']') - 1), .settings = {}});
      continue;
    }
    const size_t equals = line.find('=');
    if (equals == std::string::npos || all.empty()) continue;
    all.back().settings.emplace_back(trim(line.substr(0, equals)), trim(line.substr(equals + 1)));
  }
  return all;
}

std::vector<ClientRepo> read_client_repos(const std::string& text, const std::string& file,
                                          const std::string& delta) {
  std::vector<ClientRepo> repos;
  for (const auto& stanza : read_stanzas(text)) {
    ClientRepo repo{.id = stanza.id,
                    .name = stanza.value("name"),
                    .path = {},
                    .enabled = stanza.value("enabled") != "0",
                    .keys = {},
                    .hotfixes = stanza.value("module_hotfixes") == "1"};
    const auto keys = words_of(stanza.value("gpgkey"));
    for (const auto& key : keys) repo.keys.push_back(key.substr(key.rfind('/') + 1));
    // The keys are at the top of the release, so their folder is the address of the release.
    const std::string folder = keys.empty() ? "" : keys.front().substr(0, keys.front().rfind('/') + 1);
    std::string address = stanza.value("baseurl");
    while (address.ends_with('/')) address.pop_back();
    const bool is_of_release = !folder.empty() && address.starts_with(folder);
    if (!delta.empty() && !(is_of_release && folder.ends_with("/" + delta + "/"))) continue;
    if (!is_of_release)
      throw Error(ExitCode::gate, fmt::format("{}: [{}] is not a section of the release", file, stanza.id))
          .hint("compose the release again: rpmworks writes this file");
    repo.path = address.substr(folder.size());
    repos.push_back(std::move(repo));
  }
  return repos;
}

std::vector<std::string> words_of(std::string list) {
  std::ranges::replace(list, ',', ' ');
  std::vector<std::string> words;
  for (auto& word : split(list, ' '))
    if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace rpmworks::layout
