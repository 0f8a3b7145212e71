// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/targets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

const std::string& name_of_target(const config::Section& section, const config::Config& config) {
  if (!section.target.empty() || section.of.empty()) return section.target;
  const auto built = std::ranges::find(config.sections, section.of, &config::Section::path);
  return built == config.sections.end() ? section.target : built->target;
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
  return std::ranges::any_of(config.sections, [](const config::Section& section) {
    return !section.target.empty() || section.path.find("$basearch") != std::string::npos;
  });
}

const config::Target& target_of(const config::Section& section, const config::Config& config,
                                const Targets& targets) {
  const std::string& name = name_of_target(section, config);
  if (const auto* const found = targets.find(name)) return *found;
  if (name.empty() && targets.is_one()) return *targets.all().front();
  if (name.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the section {} does not say which target it is for, and the release "
                            "has packages of several: {}",
                            section.path, targets.names()))
        .at(section.where)
        .hint(fmt::format("add `target: {0}` or one of the other targets, or make a release for one target "
                          "with --target {0}",
                          targets.all().front()->name));
  throw Error(ExitCode::invalid,
              fmt::format("the section {} is for the target {}, but this release is made for {}",
                          section.path, name, targets.names()))
      .at(section.where)
      .hint(
          "without --target, `rpmworks compose` and `rpmworks release` make the release for all of its "
          "targets");
}

}  // namespace rpmworks::compose
