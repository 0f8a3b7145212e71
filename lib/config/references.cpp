// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/references.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "config/fields.hpp"
#include "config/values.hpp"

namespace rpmworks::config {

namespace {

template <typename Things>
void require_known(const Located<std::string>& name, const char* kind, const Things& things) {
  if (things.contains(*name)) return;
  std::vector<std::string> names;
  for (const auto& [known, _] : things) names.push_back(known);
  throw_unknown_name(name, kind, names);
}

// Signatures of others are verified with a key file; a homedir is for keys that sign here.
void require_trusted_key(const Located<std::string>& name, const Config& config) {
  require_known(name, "key", config.keys);
  if (config.keys.at(*name).public_key.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the key {} is used in `trust` but has no `public`", shown(*name)))
        .at(name.where)
        .hint(fmt::format(
            "add `public: FILE`, exported with gpg --homedir DIR --export --armor {}",
            config.keys.at(*name).fingerprint.empty() ? "FINGERPRINT" : config.keys.at(*name).fingerprint));
}

bool has_packages(const std::string& target, const Config& config) {
  // Packages of superprojects are for every target.
  if (!config.superprojects.empty()) return true;
  const bool is_built = std::ranges::any_of(config.packages, [&](const auto& entry) {
    const auto& targets = entry.second.targets;
    return targets.empty() || std::ranges::find(targets, target) != targets.end();
  });
  return is_built || std::ranges::any_of(config.sections, [&](const Section& section) {
           return section.from == Section::From::upstream && section.is_for(target);
         });
}

// An entry of `release.targets`.
void require_released_target(const Located<std::string>& name, const Config& config) {
  require_known(name, "target", config.targets);
  if (has_packages(*name, config)) return;
  throw Error(ExitCode::invalid, fmt::format("no package is for the target {}", shown(*name)))
      .at(name.where)
      .hint("remove it from `release.targets`, or add it to the `targets` of a package");
}

void require_target_of(const char* what, const Located<std::string>& name, const Config& config) {
  require_known(name, "target", config.targets);
  const auto& released = config.release_targets;
  const bool is_released =
      std::ranges::any_of(released, [&](const auto& target) { return *target == *name; });
  if (released.empty() || is_released) return;
  throw Error(ExitCode::invalid, fmt::format("the target {} is not in `release.targets`", shown(*name)))
      .at(name.where)
      .hint(fmt::format("add it there, or remove the {}", what));
}

void require_builds_section(const Located<std::string>& name, const Config& config) {
  std::vector<std::string> builds;
  for (const auto& section : config.sections) {
    if (section.from == Section::From::builds) builds.push_back(section.path);
    if (section.path == *name && section.from != Section::From::builds)
      throw Error(ExitCode::invalid, fmt::format("the section {} does not contain builds", shown(*name)))
          .at(name.where)
          .hint("use a section with `from: builds`");
  }
  if (std::find(builds.begin(), builds.end(), *name) == builds.end())
    throw_unknown_name(name, "`from: builds` section", builds);
}

}  // namespace

bool References::has(To to, const std::string& name) const {
  return std::ranges::any_of(m_references, [&](const Reference& reference) {
    return reference.to == to && *reference.name == name;
  });
}

void References::check(const Config& config) const {
  for (const auto& [to, name] : m_references) switch (to) {
      case To::key:
        require_known(name, "key", config.keys);
        break;
      case To::trusted_key:
        require_trusted_key(name, config);
        break;
      case To::upstream:
        require_known(name, "upstream", config.upstreams);
        break;
      case To::target:
        require_known(name, "target", config.targets);
        break;
      case To::released_target:
        require_released_target(name, config);
        break;
      case To::section_target:
        require_target_of("section", name, config);
        break;
      case To::base_target:
        require_target_of("entry", name, config);
        break;
      case To::builds_section:
        require_builds_section(name, config);
        break;
    }
}

}  // namespace rpmworks::config
