// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "gates/gate.hpp"

namespace rpmworks::gates {

namespace {

using manifest::Waiver;

std::string described(const Waiver& waiver) {
  return fmt::format("the waiver for '{}' of the gate {} (by {}: {})", waiver.finding, waiver.gate,
                     waiver.owner, waiver.reason);
}

// Moves the findings of a check that the waiver names. Returns whether there are any.
bool apply(const Waiver& waiver, Check& check) {
  const auto rest =
      std::stable_partition(check.findings.begin(), check.findings.end(),
                            [&](const Finding& finding) { return finding.id != waiver.finding; });
  if (rest == check.findings.end()) return false;
  for (auto it = rest; it != check.findings.end(); ++it) check.waived.push_back({std::move(*it), waiver});
  check.findings.erase(rest, check.findings.end());
  check.passed = check.findings.empty();
  return true;
}

SourcePosition position_of(const Waiver& waiver, const config::Config* config) {
  if (!config) return {};
  const auto at = std::ranges::find_if(config->waivers, [&](const config::Waiver& one) {
    return one.gate == waiver.gate && one.finding == waiver.finding;
  });
  return at == config->waivers.end() ? SourcePosition() : at->where;
}

}  // namespace

Check apply_waivers(const manifest::Manifest& manifest, const std::string& subject,
                    const config::Config* config, int64_t now, std::vector<Check>& checks) {
  const std::string today = manifest::iso_time(now).substr(0, 10);
  // The waivers of a withdrawal are those of the release before: a package must be removable at any time.
  const bool is_withdrawal = !manifest.withdrawn.empty();
  const auto& waivable = config::waivable_gates();
  std::vector<Finding> findings;
  std::set<std::string> unjudged;
  for (const Waiver& waiver : manifest.waivers) {
    const auto report = [&](const std::string& why) {
      findings.push_back({fmt::format("{}: {}", waiver.gate, waiver.finding),
                          fmt::format("{} {}", described(waiver), why), "", position_of(waiver, config)});
    };
    if (std::ranges::count(waivable, waiver.gate) == 0) {
      report("has no effect: findings of this gate cannot be waived");
      continue;
    }
    if (waiver.expires < today && !is_withdrawal) {
      report(fmt::format("expired on {}: correct the finding, or decide again", waiver.expires));
      continue;
    }
    bool is_used = false;
    bool did_all_run = true;
    size_t runs = 0;
    for (Check& check : checks) {
      if (check.name != waiver.gate) continue;
      ++runs;
      did_all_run &= check.not_checked.empty() && !check.is_incomplete;
      is_used |= apply(waiver, check);
    }
    if (is_used || is_withdrawal) continue;
    if (runs > 0 && did_all_run)
      report("is not used: the gate has no such finding, so remove the waiver");
    else
      unjudged.insert(waiver.gate);
  }
  Check check = judged("waivers", subject, std::move(findings));
  for (const auto& gate : unjudged)
    check.notes.push_back(fmt::format(
        "whether all waivers for the gate {} are used is not known: the gate could not check everything",
        gate));
  return check;
}

}  // namespace rpmworks::gates
