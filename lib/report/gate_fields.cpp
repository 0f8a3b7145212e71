// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/gate_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"
#include "report/page.hpp"

namespace rpmworks::report {

namespace {

enum class GateState { failed, accepted, unchecked, passed };

/// All results of the gates of one name.
struct GateGroup {
  std::string name;
  std::vector<const GateResult*> results;

  bool is_any(auto member) const {
    return std::ranges::any_of(results, [&](const GateResult* one) { return !(one->*member).empty(); });
  }
  GateState state() const {
    if (is_any(&GateResult::findings)) return GateState::failed;
    if (is_any(&GateResult::accepted)) return GateState::accepted;
    if (is_any(&GateResult::not_checked)) return GateState::unchecked;
    return GateState::passed;
  }
};

/// What a command for a finding needs to know.
struct FindingPlace {
  const std::string& gate;
  const Finding& finding;
};

// A command that shows the cause of a finding to whoever wants to look, or that repeats the check.
std::string command_for(const FindingPlace& place, const manifest::Manifest& manifest) {
  const auto& [gate, finding] = place;
  const bool is_package = finding.file.ends_with(".rpm");
  const std::string file = shell_quoted("./" + finding.file);
  if (is_package && (gate == "signatures" || gate == "digests" || gate == "readable"))
    return "rpm -Kv " + file;
  if (is_package && gate == "licenses")
    return fmt::format("rpm -qp --qf '%{{NAME}}: %{{LICENSE}}\\n' {}", file);
  if (is_package && (gate == "permissions" || gate == "file-conflicts" || gate == "architecture"))
    return "rpm -qplv " + file;
  if (is_package && gate == "closure") return "rpm -qpR " + file;
  return fmt::format("rpmworks verify {}", shell_quoted(manifest.release));
}

std::string with_subject(const GateResult& result, const std::string& text, bool is_needed) {
  return is_needed ? result.subject + ": " + text : text;
}

Fields accepted_line(const std::string& text, const manifest::Waiver& waiver) {
  return {{"finding", text}, {"reason", waiver.reason}, {"owner", waiver.owner}, {"expires", waiver.expires}};
}

Fields line_of(const std::string& name, GateState state, std::string text) {
  constexpr std::array<const char*, 4> k_words = {"failed", "accepted", "unchecked", "passed"};
  return {{"name", name},
          {"state", k_words.at(static_cast<size_t>(state))},
          {"is_failed", state == GateState::failed},
          {"is_accepted", state == GateState::accepted},
          {"is_unchecked", state == GateState::unchecked},
          {"is_passed", state == GateState::passed},
          {"text", std::move(text)}};
}

Fields checked_line(const GateGroup& group, const std::string& what, const manifest::Manifest& manifest) {
  const bool has_subjects = group.results.size() > 1;
  std::vector<Fields> findings, accepted, notes;
  std::set<std::string> reasons;
  for (const GateResult* const result : group.results) {
    for (const auto& finding : result->findings)
      findings.push_back({{"finding", with_subject(*result, finding.text, has_subjects)},
                          {"command", command_for({group.name, finding}, manifest)}});
    for (const auto& [finding, waiver] : result->accepted)
      accepted.push_back(accepted_line(with_subject(*result, finding.text, has_subjects), waiver));
    for (const auto& note : result->notes)
      notes.push_back({{"note", with_subject(*result, note, has_subjects)}});
    if (!result->not_checked.empty())
      reasons.insert(with_subject(*result, result->not_checked, has_subjects));
    if (!result->detail.empty())
      notes.push_back({{"note", with_subject(*result, result->detail, has_subjects)}});
  }
  const GateState state = group.state();
  std::string text = what;
  if (state == GateState::failed)
    text = number_of(findings.size(), "finding", "findings") + ".";
  else if (state == GateState::unchecked)
    text = "Not checked: " + join({reasons.begin(), reasons.end()}, "; ");
  else if (state == GateState::accepted)
    text = number_of(accepted.size(), "finding, accepted", "findings, all accepted") + ".";
  Fields line = line_of(group.name, state, text);
  line.set("findings", std::move(findings));
  line.set("accepted_findings", std::move(accepted));
  line.set("notes", std::move(notes));
  return line;
}

std::string what_of(const std::string& gate, const ReleaseData& data) {
  const auto at = std::ranges::find(data.required, gate, &RequiredGate::name);
  return at == data.required.end() ? std::string() : at->what + ".";
}

std::vector<GateGroup> groups_of(const Checks& checks) {
  std::vector<GateGroup> groups;
  for (const auto& result : checks.gates) {
    auto at = std::ranges::find(groups, result.name, &GateGroup::name);
    if (at == groups.end()) at = groups.insert(groups.end(), {.name = result.name, .results = {}});
    at->results.push_back(&result);
  }
  std::ranges::stable_sort(groups, {}, [](const GateGroup& group) { return group.state(); });
  return groups;
}

void count(Verdict& verdict, const GateGroup& group) {
  switch (group.state()) {
    case GateState::failed:
      ++verdict.failed;
      verdict.failed_names.push_back(group.name);
      break;
    case GateState::unchecked:
      ++verdict.unchecked;
      break;
    case GateState::accepted:
    case GateState::passed:
      ++verdict.passed;
      break;
  }
  for (const GateResult* const result : group.results) verdict.accepted += result->accepted.size();
}

GateLines checked_lines(const ReleaseData& data) {
  GateLines found{.verdict = {.state = Verdict::State::sound}, .lines = {}};
  for (const auto& group : groups_of(*data.checks)) {
    count(found.verdict, group);
    found.lines.push_back(checked_line(group, what_of(group.name, data), *data.manifest));
  }
  if (found.verdict.failed > 0)
    found.verdict.state = Verdict::State::unsound;
  else if (found.verdict.unchecked > 0)
    found.verdict.state = Verdict::State::partly;
  return found;
}

// The gates of a release that was not checked for this page: it exists, so it passed them.
GateLines required_lines(const ReleaseData& data) {
  GateLines found{.verdict = {.state = Verdict::State::composed, .accepted = data.manifest->waivers.size()},
                  .lines = {}};
  std::vector<std::pair<GateState, Fields>> lines;
  for (const auto& gate : data.required) {
    std::vector<Fields> accepted;
    for (const auto& waiver : data.manifest->waivers)
      if (waiver.gate == gate.name) accepted.push_back(accepted_line(waiver.finding, waiver));
    const GateState state = !gate.not_checked.empty() ? GateState::unchecked
                            : accepted.empty()        ? GateState::passed
                                                      : GateState::accepted;
    ++(state == GateState::unchecked ? found.verdict.unchecked : found.verdict.passed);
    std::string text = state == GateState::unchecked ? "Not checked: " + gate.not_checked : gate.what + ".";
    if (state == GateState::accepted)
      text = number_of(accepted.size(), "finding, accepted", "findings, all accepted") + ".";
    Fields line = line_of(gate.name, state, std::move(text));
    line.set("findings", std::vector<Fields>());
    line.set("accepted_findings", std::move(accepted));
    line.set("notes", std::vector<Fields>());
    lines.emplace_back(state, std::move(line));
  }
  std::ranges::stable_sort(lines, {}, &std::pair<GateState, Fields>::first);
  for (auto& [_, line] : lines) found.lines.push_back(std::move(line));
  return found;
}

}  // namespace

GateLines gate_lines(const ReleaseData& data) {
  if (data.checks) return checked_lines(data);
  if (!data.required.empty()) return required_lines(data);
  return {};
}

}  // namespace rpmworks::report
