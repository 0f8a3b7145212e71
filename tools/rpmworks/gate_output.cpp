// SPDX-License-Identifier: GPL-3.0-or-later
#include "gate_output.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

using gates::Check;

namespace {

Json json_of(const gates::Finding& finding) {
  Json json = {{"id", finding.id}, {"text", finding.text}};
  if (!finding.file.empty()) json["file"] = finding.file;
  if (finding.where.line > 0) json["line"] = finding.where.line;
  return json;
}

Json json_of(const Check& check) {
  Json json = {{"name", check.name}, {"subject", check.subject}};
  if (!check.not_checked.empty()) {
    json["not_checked"] = check.not_checked;
    return json;
  }
  json["passed"] = check.passed;
  if (!check.passed) json["code"] = static_cast<int>(check.code);
  for (const auto& finding : check.findings) json["findings"].push_back(json_of(finding));
  for (const auto& [finding, waiver] : check.waived) {
    Json waived = json_of(finding);
    waived["reason"] = waiver.reason;
    waived["owner"] = waiver.owner;
    waived["expires"] = waiver.expires;
    json["waived"].push_back(std::move(waived));
  }
  if (!check.notes.empty()) json["notes"] = check.notes;
  if (!check.detail.empty()) json["detail"] = check.detail;
  return json;
}

std::string line(const std::string& text) {
  return harmless(fmt::format("          {}\n", text));
}

}  // namespace

Json json_of(const std::vector<Check>& checks) {
  Json json = Json::array();
  for (const auto& check : checks) json.push_back(json_of(check));
  return json;
}

std::string gates_text(const std::vector<Check>& checks) {
  std::string text;
  for (const auto& check : checks) {
    if (!check.not_checked.empty()) {
      text +=
          harmless(fmt::format("not checked: {}: {}: {}\n", check.subject, check.name, check.not_checked));
      continue;
    }
    text += harmless(fmt::format("{}  {}: {}{}\n", check.passed ? "ok    " : "FAILED", check.subject,
                                 check.name, check.detail.empty() ? "" : ", " + check.detail));
    for (const auto& finding : check.findings) text += line(finding.text);
    for (const auto& [finding, waiver] : check.waived)
      text += line(fmt::format("waived by {} until {}: {} ({})", waiver.owner, waiver.expires, finding.text,
                               waiver.reason));
    for (const auto& note : check.notes) text += line("note: " + note);
  }
  return text;
}

std::string gates_summary(const std::string& place, const std::vector<Check>& checks) {
  const auto count = [&](auto&& matches) { return std::ranges::count_if(checks, matches); };
  const auto unchecked = count([](const Check& check) { return !check.not_checked.empty(); });
  const auto failed = count([](const Check& check) { return !check.passed; });
  const auto made = static_cast<long>(checks.size()) - unchecked;
  size_t waived = 0;
  for (const auto& check : checks) waived += check.waived.size();
  std::string text =
      failed == 0 ? fmt::format("{} is valid: {} checks", harmless(place), made)
                  : fmt::format("{} is NOT valid: {} of {} checks failed", harmless(place), failed, made);
  if (unchecked > 0) text += fmt::format(", {} not made", unchecked);
  if (waived > 0) text += fmt::format(", {} waived", counted(waived, "finding"));
  return text + "\n";
}

}  // namespace rpmworks::cli
