// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/pass_gates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.hpp"
#include "core/threads.hpp"

namespace rpmworks::gates {

namespace {

// The waiver of the first finding that can be waived; empty if there is none.
std::string example_waiver(const std::vector<Check>& checks) {
  const auto& waivable = config::waivable_gates();
  for (const auto& check : checks)
    if (!check.passed && !check.findings.empty() && std::ranges::count(waivable, check.name) > 0)
      return fmt::format(
          "release: {{ waivers: [{{ gate: {}, finding: \"{}\", reason: …, owner: …, expires: … }}] }}",
          check.name, check.findings.front().id);
  return {};
}

// Names each gate that failed; of one gate, the findings need no names.
Error gates_failed(const std::string& release, const std::vector<Check>& checks) {
  std::vector<std::string> gates;
  for (const auto& check : checks)
    if (!check.passed) gates.push_back(fmt::format("'{}' ({})", check.name, check.subject));
  std::vector<std::string> lines;
  for (const auto& check : checks)
    for (const auto& finding : check.findings)
      lines.push_back(gates.size() == 1
                          ? finding.text
                          : fmt::format("{} of {}: {}", check.name, check.subject, finding.text));
  Error error(worst_of(checks), fmt::format("the release {} does not pass the {} {}", release,
                                            gates.size() == 1 ? "gate" : "gates", join(gates, ", ")));
  std::move(error).notes(std::move(lines));
  if (const auto waiver = example_waiver(checks); !waiver.empty())
    std::move(error).hint("mend it, or accept the finding in repos.yaml (docs/gates.md): " + waiver);
  return error;
}

// Waived findings, notes, and for each reason the gates that did not run.
void tell(const std::vector<Check>& checks, Reporter& reporter) {
  std::map<std::string, std::vector<std::string>> reasons;
  for (const auto& check : checks) {
    for (const auto& waived : check.waived)
      reporter.note(fmt::format("waived by {} ({}): {} of {}: {}", waived.waiver.owner, waived.waiver.reason,
                                check.name, check.subject, waived.finding.text));
    for (const auto& note : check.notes)
      reporter.note(fmt::format("{} of {}: {}", check.name, check.subject, note));
    if (check.not_checked.empty()) continue;
    auto& gates = reasons[check.not_checked];
    if (std::ranges::find(gates, check.name) == gates.end()) gates.push_back(check.name);
  }
  for (const auto& [reason, gates] : reasons)
    reporter.note(fmt::format("not checked: {}: {}", join(gates, ", "), reason));
}

}  // namespace

void require_gates(const fs::path& folder, const std::string& release, const GateSettings& settings,
                   const std::function<void(const std::vector<Check>&)>& on_checks, Reporter& reporter) {
  const auto checks = [&] {
    const Activity checking(reporter, "checking", "the gates of " + release);
    return verify(folder, reporter, thread_limit(), settings);
  }();
  if (on_checks) on_checks(checks);
  if (worst_of(checks) != ExitCode::done) throw gates_failed(release, checks);
  tell(checks, reporter);
}

}  // namespace rpmworks::gates
