// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/repo_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "compose/keys.hpp"
#include "compose/releases.hpp"
#include "compose/vendor_keys.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

// The keys of the section's metadata and of its packages.
std::vector<std::string> keys_of(const config::Section& section, const config::Config& config) {
  if (section.from != config::Section::From::upstream) return {section.sign};
  std::vector<std::string> names = {manifest_key(config)};
  for (const auto& name : trusted_keys(section, config))
    if (std::ranges::count(names, name) == 0) names.push_back(name);
  return names;
}

// The words of a list. dnf and yum accept spaces, commas and newlines as separators.
std::vector<std::string> words_of(std::string list) {
  std::ranges::replace(list, ',', ' ');
  std::vector<std::string> words;
  for (auto& word : split(list, ' '))
    if (!word.empty()) words.push_back(std::move(word));
  return words;
}

// `what` names the product, and perhaps the target.
std::string text_of(const config::Config& config, const std::vector<const config::Section*>& sections,
                    const std::string& what) {
  const bool placed = !config.baseurl.empty();
  const std::string base = fmt::format(
      "{}/{}", placed ? redacted(without_credentials(config.baseurl)) : "file:///srv/" + config.product,
      k_current);
  std::string text = fmt::format(
      "# {}: put this file into /etc/yum.repos.d/\n# It follows the published release. To stay with one "
      "release, write its name instead of `{}`.\n",
      what, k_current);
  // The file must not contain the folder in which the release was made: else it would differ between
  // workspaces.
  if (!placed)
    text += fmt::format(
        "# `release.baseurl` of repos.yaml says where clients find the releases. It is not set, so this "
        "expects them\n"
        "# in /srv/{}: link or mount the folder releases/ there, or set it.\n",
        config.product);
  if (placed && has_secrets(config.baseurl))
    text +=
        "# Its server requires credentials. They are not in this file, which everybody can read: add "
        "`username=` and\n# `password=` to each section.\n";
  for (const auto* one : sections) {
    const config::Section& section = *one;
    const bool sources = section.from == config::Section::From::srpms;
    std::vector<std::string> keys;
    for (const auto& name : keys_of(section, config))
      keys.push_back(fmt::format("{}/{}{}", base, k_key_prefix, name));
    text += fmt::format(
        "\n[{}]\nname={} - {}\nbaseurl={}/{}/\nenabled={}\ngpgcheck=1\nrepo_gpgcheck=1\ngpgkey={}\n",
        config::repository_id(config.product, section.path), config.product, section.path, base, section.path,
        sources ? 0 : 1, join(keys, " "));
  }
  return text;
}

}  // namespace

bool is_key_file(const std::string& file) {
  return file.starts_with(k_key_prefix) || file.ends_with(std::string("/") + k_metadata_key);
}

std::string repo_file(const config::Config& config) {
  std::vector<const config::Section*> sections;
  for (const auto& section : config.sections) sections.push_back(&section);
  return text_of(config, sections, config.product);
}

std::string repo_file(const config::Config& config, const Targets& targets, const config::Target& target) {
  std::vector<const config::Section*> sections;
  for (const auto& section : config.sections)
    if (std::ranges::count(targets_of(section, config, targets), &target) > 0) sections.push_back(&section);
  return text_of(config, sections, fmt::format("{} for {}", config.product, target.name));
}

std::map<std::string, std::string> repo_files(const config::Config& config, const Targets& targets) {
  if (targets.is_one()) return {{config.product + ".repo", repo_file(config)}};
  std::map<std::string, std::string> files;
  for (const auto* target : targets.all())
    files[fmt::format("{}-{}.repo", config.product, target->name)] = repo_file(config, targets, *target);
  return files;
}

std::vector<std::string> findings_in_repo_file(const std::string& text,
                                               const std::vector<std::string>& key_files) {
  std::vector<std::string> findings;
  std::string stanza;
  std::map<std::string, std::string> values;
  const auto judge = [&] {
    if (stanza.empty()) return;
    for (const char* key : {"gpgcheck", "repo_gpgcheck"})
      if (values[key] != "1") findings.push_back(fmt::format("[{}] does not require {}", stanza, key));
    auto keys = words_of(values["gpgkey"]);
    if (keys.empty()) keys.emplace_back();
    for (const auto& key : keys)
      if (std::ranges::find(key_files, fs::path(key).filename().string()) == key_files.end())
        findings.push_back(fmt::format("[{}] trusts '{}', which is not a key of the release", stanza, key));
    values.clear();
  };
  for (const auto& raw : split(text, '\n')) {
    const std::string line(trim(raw));
    if (line.empty() || line.front() == '#') continue;
    if (line.front() == '[') {
      judge();
      stanza = line.substr(1, line.find(']') - 1);
      continue;
    }
    const size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    const std::string key(trim(line.substr(0, equals)));
    if (!values.emplace(key, trim(line.substr(equals + 1))).second)
      findings.push_back(fmt::format("[{}] sets {} twice", stanza, key));
  }
  judge();
  if (stanza.empty()) findings.emplace_back("it names no repository");
  return findings;
}

}  // namespace rpmworks::compose
