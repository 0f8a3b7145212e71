// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/error.hpp"
#include "core/text.hpp"
#include "layout/basearch.hpp"

namespace rpmworks::layout {

namespace {

using config::Section;
using TargetList = std::vector<const config::Target*>;

bool is_split(const Section& section) {
  return section.path.find(k_basearch) != std::string::npos;
}

std::vector<std::string> named_targets(const Section& section) {
  std::vector<std::string> names = section.more_targets;
  if (!section.target.empty()) names.insert(names.begin(), section.target);
  return names;
}

TargetList named_of_release(const Section& section, const Targets& targets) {
  TargetList list;
  for (const auto* target : targets.all())
    if (section.is_for(target->name)) list.push_back(target);
  if (!list.empty()) return list;
  throw Error(ExitCode::invalid,
              fmt::format("the section {} is for the target {}, but this release is made for {}",
                          section.path, join(named_targets(section), ", "), targets.names()))
      .at(section.where)
      .hint(
          "without --target, `rpmworks compose` and `rpmworks release` make the release for all of its "
          "targets");
}

Error unnamed(const Section& section, const Targets& targets) {
  return Error(ExitCode::invalid,
               fmt::format("the section {} does not say which target it is for, and the release "
                           "has packages of several: {}",
                           section.path, targets.names()))
      .at(section.where)
      .hint(fmt::format("add `target: {0}` or one of the other targets, or make a release for one target "
                        "with --target {0}",
                        targets.all().front()->name));
}

// The packages of each target are in the folder of its architecture.
void require_own_folders(const Section& section, const TargetList& list) {
  std::map<std::string, const config::Target*> folders;
  for (const auto* target : list) {
    const auto [other, is_new] = folders.emplace(basearch(target->arch), target);
    if (is_new) continue;
    throw Error(ExitCode::invalid,
                fmt::format("the section {} holds packages of the targets {} and {}, which would be in the "
                            "same folder: $basearch is {} for both",
                            section.path, other->second->name, target->name, other->first))
        .at(section.where)
        .hint(fmt::format("add `target: {}`, and a section for {}", other->second->name, target->name));
  }
}

bool is_for_all(const Section& section, const Targets& targets) {
  return std::ranges::all_of(targets.all(),
                             [&](const auto* target) { return section.is_for(target->name); }) &&
         is_split(section);
}

}  // namespace

const config::Target* Targets::find(const std::string& name) const {
  const auto found = std::ranges::find_if(m_all, [&](const auto* target) { return target->name == name; });
  return found == m_all.end() ? nullptr : *found;
}

std::string Targets::names() const {
  std::vector<std::string> names;
  for (const auto* target : m_all) names.push_back(target->name);
  return join(names, ", ");
}

bool name_targets(const config::Config& config) {
  return std::ranges::any_of(config.sections, [](const Section& section) {
    return !section.target.empty() || (is_split(section) && section.from == Section::From::builds);
  });
}

std::vector<const config::Target*> targets_of(const Section& section, const config::Config& config,
                                              const Targets& targets) {
  if (!section.target.empty()) {
    const TargetList list = named_of_release(section, targets);
    require_own_folders(section, list);
    return list;
  }
  if (!section.of.empty()) {
    const auto built = std::ranges::find(config.sections, section.of, &Section::path);
    if (built != config.sections.end()) return targets_of(*built, config, targets);
  }
  if (targets.is_one()) return targets.all();
  const bool holds_all = section.from == Section::From::builds
                             ? is_split(section)
                             : section.from == Section::From::srpms &&
                                   std::ranges::all_of(config.sections, [&](const auto& other) {
                                     return other.from != Section::From::builds || is_for_all(other, targets);
                                   });
  if (!holds_all) throw unnamed(section, targets);
  if (section.from == Section::From::builds) require_own_folders(section, targets.all());
  return targets.all();
}

const config::Target& target_of(const Section& section, const config::Config& config,
                                const Targets& targets) {
  return *targets_of(section, config, targets).front();
}

}  // namespace rpmworks::layout
