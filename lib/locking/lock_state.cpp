// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/lock_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error_line.hpp"
#include "core/text.hpp"
#include "locking/lock.hpp"
#include "locking/lock_demands.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/release_targets.hpp"

namespace rpmworks::locking {

namespace {

LockState compared(const product::Session& session) {
  const config::Config& config = session.config;
  const auto lock = read_lock(session, true);
  if (lock->is_merged) return {.is_current = false, .reason = "it is the result of a merge"};
  if (lock->altered_at) return {.is_current = false, .reason = "it was changed by hand or by a merge"};
  std::vector<const config::Target*> all;
  for (const auto& name : release_target_names(config)) all.push_back(&config.targets.at(name));
  const layout::Targets targets(all);
  if (upstream_sections(config, targets).empty())
    return {.is_current = false, .reason = "no section is `from: upstream`, so it is not used"};
  const DemandsByTarget remembered = remembered_demands(session.workspace);
  DemandsByTarget demands;
  std::vector<std::string> unknown;
  for (const auto* target : all) {
    const auto at = remembered.find(target->name);
    if (at == remembered.end())
      unknown.push_back(target->name);
    else
      demands.insert(*at);
  }
  if (!unknown.empty())
    return {.is_current = std::nullopt,
            .reason = fmt::format("the packages for {} were not built in this workspace with it yet",
                                  join(unknown, ", "))};
  const auto inputs = lock_inputs(config, targets, demands);
  std::vector<std::string> differ;
  for (const auto& [target, sha256] : inputs) {
    const auto at = lock->inputs.find(target);
    if (at == lock->inputs.end() || at->second != sha256) differ.push_back(target);
  }
  for (const auto& [target, _] : lock->inputs)
    if (!inputs.contains(target)) differ.push_back(target);
  if (!differ.empty())
    return {
        .is_current = false,
        .reason = fmt::format("repos.yaml, a trusted key, or what the packages require has changed for {}",
                              join(differ, ", "))};
  if (!std::ranges::all_of(lock->packages, [&](const auto& one) { return is_placed(one, config); }))
    return {.is_current = false, .reason = "it has packages of a section that does not exist any more"};
  return {.is_current = true, .reason = {}};
}

}  // namespace

LockState lock_state(const product::Session& session) {
  try {
    return compared(session);
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted) throw;
    return {.is_current = std::nullopt, .reason = in_one_line(error)};
  }
}

}  // namespace rpmworks::locking
