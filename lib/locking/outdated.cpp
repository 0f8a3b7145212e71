// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/outdated.hpp"

#include <algorithm>

#include "locking/lock.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/upstream_metadata.hpp"
#include "locking/upstream_selection.hpp"

namespace rpmworks::locking {

namespace {

std::vector<std::pair<rpm::Nevra, std::optional<rpm::Nevra>>> replaced_in(const lockfile::Lock& lock,
                                                                          const std::string& target,
                                                                          const solve::Selection& selection) {
  std::vector<std::pair<rpm::Nevra, std::optional<rpm::Nevra>>> replaced;
  for (const auto& package : lock.packages) {
    if (package.target != target) continue;
    const auto& all = selection.packages;
    if (std::ranges::count(all, package.nevra, &solve::Selected::nevra) > 0) continue;
    const auto other = std::ranges::find_if(all, [&](const auto& one) {
      return one.nevra.name == package.nevra.name && one.nevra.arch == package.nevra.arch;
    });
    replaced.emplace_back(package.nevra, other == all.end() ? std::nullopt : std::optional(other->nevra));
  }
  return replaced;
}

bool is_for_security(const solve::WhatIf& update) {
  return std::ranges::count(update.advisories, "security", &solve::Advisory::type) > 0;
}

}  // namespace

std::vector<TargetUpdates> outdated(product::Session& session, const layout::Targets& targets,
                                    const std::vector<engine::BuildResult>& builds, bool security) {
  const product::SessionScope scope(session);
  const auto lock = read_lock(session);
  if (!lock)
    throw Error(ExitCode::invalid, "there is no " + lock_file(session).string())
        .hint("run `rpmworks lock` first");
  const Contents contents{.targets = targets, .builds = builds};
  const auto metadata =
      current_metadata(session, upstreams_of(session.config, targets), &*lock, {.advisories = true});
  std::vector<TargetUpdates> all;
  for (const auto* target : targets.all()) {
    Activity trying(session.reporter, "trying", "updates for " + target->name);
    const solve::Selector selector = selector_for(session, *target, contents, metadata, {.earlier = &*lock});
    const solve::Selection selection = selector.select();
    if (!selection.problems.empty()) throw unsolvable(session.config, *target, selection.problems);
    TargetUpdates found{.target = target->name,
                        .updates = selector.outdated(selection),
                        .replaced = replaced_in(*lock, target->name, selection)};
    if (security) std::erase_if(found.updates, [](const auto& update) { return !is_for_security(update); });
    all.push_back(std::move(found));
  }
  return all;
}

}  // namespace rpmworks::locking
