// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/release_targets.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "product/package_choice.hpp"

namespace rpmworks::locking {

namespace {

bool has_work(const config::Target& target, const config::Config& config) {
  // Packages of superprojects are for every target.
  return !config.superprojects.empty() || !product::packages_for(config, target).empty() ||
         std::ranges::any_of(config.sections,
                             [&](const auto& section) { return section.target == target.name; });
}

}  // namespace

std::vector<std::string> release_target_names(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& name : config.release_targets) names.push_back(*name);
  if (!names.empty()) return names;
  names = config.target_names();
  if (names.size() == 1) return names;
  std::vector<std::string> with_work;
  for (const auto& name : names)
    if (has_work(config.targets.at(name), config)) with_work.push_back(name);
  return with_work.empty() ? names : with_work;
}

bool is_for_any(const config::PackageSource& package, const layout::Targets& targets) {
  return std::ranges::any_of(targets.all(),
                             [&](const auto* target) { return product::is_for(package, *target); });
}

bool has_upstream_section(const config::Config& config) {
  return std::ranges::any_of(config.sections, [](const config::Section& section) {
    return section.from == config::Section::From::upstream;
  });
}

std::vector<config::Target> choose_release_targets(const product::Session& session,
                                                   const product::TargetChoice& choice) {
  std::vector<std::string> names = release_target_names(session.config);
  if (!choice.target.empty()) {
    const std::string& chosen = session.config.target(choice.target).name;
    if (!session.config.release_targets.empty() && std::ranges::count(names, chosen) == 0)
      throw Error(ExitCode::usage, fmt::format("the target '{}' is not in `release.targets`", chosen))
          .at(session.config.release_targets.front().where)
          .hint(fmt::format("add it there, or use --target with one of: {}", join(names, ", ")));
    std::erase(names, chosen);
    if (!names.empty())
      session.reporter.note(
          fmt::format("this release is made only for {}, not for {}", chosen, join(names, ", ")));
    names = {chosen};
  }
  std::vector<config::Target> targets;
  for (const auto& name : names)
    targets.push_back(config::with_engine(session.config.targets.at(name), choice.engine, choice.executor));
  return targets;
}

}  // namespace rpmworks::locking
