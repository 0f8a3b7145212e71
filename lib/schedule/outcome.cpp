// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace rpmworks::schedule {

namespace {

ExitCode code_of(const std::vector<Failed>& failed) {
  for (const ExitCode first : {ExitCode::trust, ExitCode::build}) {
    if (std::ranges::any_of(failed, [&](const Failed& one) { return one.error.code() == first; }))
      return first;
  }
  return failed.empty() ? ExitCode::failed : failed.front().error.code();
}

// For a failed build only where its log is; for any other failure, which has no log, all its notes.
void add_failure(const Failed& one, std::vector<std::string>& notes) {
  notes.push_back(fmt::format("{}: {}", one.label(), one.error.what()));
  const auto& evidence = one.error.notes();
  const bool has_log = one.error.code() == ExitCode::build;
  for (size_t i = has_log && !evidence.empty() ? evidence.size() - 1 : 0; i < evidence.size(); ++i)
    notes.push_back("  " + evidence[i]);
  if (!one.error.hint().empty()) notes.push_back("  hint: " + one.error.hint());
}

std::string labelled(const std::string& name, const std::string& target) {
  return target.empty() ? name : fmt::format("{} for {}", name, target);
}

}  // namespace

std::string Failed::label() const {
  return labelled(name, target);
}

std::string NotBuilt::label() const {
  return labelled(name, target);
}

std::string NotBuilt::why() const {
  if (waits_for.empty()) return "the run ended first";
  return fmt::format("it needs {}, which failed", join(waits_for, ", "));
}

Error Outcome::error() const {
  std::vector<std::string> waiting;
  for (const NotBuilt& one : not_built)
    waiting.push_back(fmt::format("{} was not built: {}", one.label(), one.why()));
  if (failed.size() == 1) return Error(failed.front().error).notes(std::move(waiting));
  std::vector<std::string> names;
  std::vector<std::string> notes;
  for (const Failed& one : failed) {
    names.push_back(one.label());
    add_failure(one, notes);
  }
  return Error(code_of(failed), fmt::format("{} builds failed: {}", names.size(), join(names, ", ")))
      .notes(std::move(notes))
      .notes(std::move(waiting));
}

std::vector<engine::BuildResult> Outcome::require_complete() && {
  if (!complete()) throw error();
  return std::move(results);
}

}  // namespace rpmworks::schedule
