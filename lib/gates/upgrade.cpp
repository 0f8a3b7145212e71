// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/text.hpp"
#include "gates/gate.hpp"
#include "upgrades/real_upgrade.hpp"
#include "upgrades/upgrade_commands.hpp"
#include "upgrades/upgrade_guide.hpp"

namespace rpmworks::gates {

namespace {

constexpr const char* k_name = "upgrade";

// An upgrade of everything, and new packages, are what users expect.
bool is_expected(const solve::UpgradeCommand& command) {
  using Kind = solve::UpgradeCommand::Kind;
  return command.kind == Kind::upgrade || command.kind == Kind::install;
}

std::vector<std::string> notes_of(const upgrades::Upgrades& upgrades) {
  std::vector<std::string> notes;
  for (const auto& upgrade : upgrades.all) {
    const auto& commands = upgrade.path.systems.front().commands;
    if (std::ranges::all_of(commands, is_expected)) continue;
    const upgrades::Program program = upgrades::programs_of(upgrade.client).front();
    notes.push_back(
        fmt::format("clients{} that have {} need more than an upgrade: {} explains the commands "
                    "of {}",
                    upgrades.has_several_targets ? " of " + upgrade.target : "", upgrade.path.from,
                    upgrades::k_upgrade_guide, upgrades::name_of(program)));
  }
  return notes;
}

std::string detail_of(const upgrades::Upgrades& upgrades, bool are_real) {
  std::vector<std::string> releases;
  for (const auto& upgrade : upgrades.all)
    if (std::ranges::find(releases, upgrade.path.from) == releases.end())
      releases.push_back(upgrade.path.from);
  return releases.empty() ? "there is no earlier release"
                          : "from " + join(releases, ", ") + (are_real ? ", carried out by dnf" : "");
}

// A package must be removable at any time, so an earlier release that cannot be read does not stop a
// withdrawal.
void tolerate_unreadable(std::shared_ptr<const upgrades::Upgrades>& upgrades,
                         std::vector<std::string>& notes) {
  if (upgrades->unreadable.empty()) return;
  auto readable = *upgrades;
  for (const auto& [release, why] : std::exchange(readable.unreadable, {}))
    notes.push_back(fmt::format(
        "the upgrade from {} was not checked, because that release cannot be read: {}", release, why));
  upgrades = std::make_shared<const upgrades::Upgrades>(std::move(readable));
}

}  // namespace

Check upgrade_gate(const GateInputs& inputs) {
  const std::string subject = inputs.release.name();
  if (!inputs.config || !inputs.settings || !inputs.settings->upgrades)
    return not_checked(k_name, subject, "it needs the repos.yaml of the product");
  std::shared_ptr<const upgrades::Upgrades> upgrades;
  try {
    upgrades = inputs.settings->upgrades();
  } catch (const Error& error) {
    if (inputs.settings->is_base_required || error.code() != ExitCode::upstream) throw;
    return not_checked(k_name, subject, error.what());
  }
  std::vector<Finding> findings;
  std::vector<std::string> notes = notes_of(*upgrades);
  if (!inputs.release.manifest->withdrawn.empty()) tolerate_unreadable(upgrades, notes);
  for (auto& finding : upgrades::findings_of(*upgrades))
    findings.push_back({finding.id, std::move(finding.text)});
  if (inputs.settings->are_upgrades_real)
    for (auto& finding : upgrades::carry_out(*upgrades, inputs.release.folder, inputs.release.tmp))
      findings.push_back({finding.id, std::move(finding.text)});
  Check check = judged(k_name, subject, std::move(findings));
  check.detail = detail_of(*upgrades, inputs.settings->are_upgrades_real);  // also if findings are waived
  check.notes = std::move(notes);
  return check;
}

}  // namespace rpmworks::gates
