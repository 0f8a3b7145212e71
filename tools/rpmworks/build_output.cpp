// SPDX-License-Identifier: GPL-3.0-or-later
#include "build_output.hpp"

#include <fmt/format.h>

#include "core/json.hpp"
#include "core/text.hpp"
#include "gate_output.hpp"
#include "junit.hpp"
#include "output.hpp"
#include "release_result.hpp"
#include "report/report.hpp"

namespace rpmworks::cli {

namespace {

// Copies the files that document a build: logs, times of phases, the failure.
void copy_logs(const fs::path& from, const fs::path& to) {
  for (const auto& entry : fs::directory_iterator(from)) {
    const std::string kind = entry.path().extension();
    if (entry.is_regular_file() && (kind == ".log" || kind == ".json"))
      write_copy(entry.path(), to / entry.path().filename());
  }
}

bool is_page(const fs::path& file) {
  return file.extension() == ".html" || file.extension() == ".htm";
}

}  // namespace

std::string closing_table(const schedule::Outcome& outcome) {
  const bool several = !outcome.targets.empty();
  const auto cells = [several](std::vector<std::string> row, const std::string& target) {
    if (several) row.insert(row.begin() + 1, target);
    return row;
  };
  Table table(cells({"package", "made", "time", "why"}, "target"));
  table.right(several ? 3 : 2);
  for (const auto& result : outcome.results) {
    const std::string time = result.cached ? "unchanged" : human_duration(result.elapsed);
    for (size_t i = 0; i < result.packages.size(); ++i)
      table.add(cells({i == 0 ? result.name : "", result.packages[i].package.nevra.str(), i == 0 ? time : "",
                       i == 0 ? result.reason : ""},
                      i == 0 ? result.target : ""));
  }
  for (const auto& one : outcome.failed)
    table.add(cells({one.name, one.phase.empty() ? "failed" : "failed in " + one.phase,
                     human_duration(one.elapsed), one.error.what()},
                    one.target));
  for (const auto& one : outcome.not_built)
    table.add(cells({one.name, "not built", "", one.why()}, one.target));
  for (const auto& one : outcome.left_out)
    table.add(cells({one.name, "left out", "", one.reason}, one.target));
  std::string text = table.str();
  for (const auto& result : outcome.results) text += result.folder.string() + "\n";
  for (const auto& one : outcome.failed)
    if (!one.folder.empty()) text += one.folder.string() + "\n";
  return text;
}

Json json_of(const schedule::Outcome& outcome) {
  auto builds = Json::array();
  for (const auto& result : outcome.results) builds.push_back(json_of(result));
  Json json = {{"builds", std::move(builds)}};
  for (const auto& one : outcome.failed) {
    Json failed = {{"name", one.name},
                   {"nevra", one.nevra},
                   {"seconds", std::chrono::duration<double>(one.elapsed).count()}};
    if (!one.target.empty()) failed["target"] = one.target;
    if (!one.phase.empty()) failed["phase"] = one.phase;
    failed.update(error_json(one.error));
    if (!one.folder.empty()) failed["folder"] = one.folder.string();
    json["failed"].push_back(std::move(failed));
  }
  for (const auto& one : outcome.not_built) {
    Json not_built = {{"name", one.name}, {"nevra", one.nevra}, {"waits_for", one.waits_for}};
    if (!one.target.empty()) not_built["target"] = one.target;
    json["not_built"].push_back(std::move(not_built));
  }
  for (const auto& one : outcome.left_out) json["left_out"].push_back(json_of(one));
  return json;
}

void copy_results(const schedule::Outcome& outcome, const fs::path& output) {
  const bool is_one = outcome.results.size() + outcome.failed.size() == 1;
  const auto folder_for = [&](const fs::path& folder) {
    fs::path place = is_one ? output : output / folder.filename();
    make_folders(place);
    return place;
  };
  for (const auto& result : outcome.results) {
    const fs::path folder = folder_for(result.folder);
    for (const auto& artifact : result.packages) write_copy(artifact.path, folder / artifact.file_name);
    copy_logs(result.folder, folder);
  }
  for (const auto& one : outcome.failed)
    if (!one.folder.empty()) copy_logs(one.folder, folder_for(one.folder));
}

void require_complete(Context& context, const schedule::Outcome& outcome) {
  if (outcome.complete()) return;
  if (context.json()) throw ErrorWithResults(outcome.error(), std::make_shared<const Json>(json_of(outcome)));
  print(closing_table(outcome));
  throw outcome.error();
}

schedule::Outcome with_build_report(const fs::path& file, const std::string& target,
                                    const std::function<schedule::Outcome()>& build) {
  if (file.empty() || is_sarif(file)) return build();
  schedule::Outcome outcome;
  try {
    outcome = build();
  } catch (const Error& error) {
    if (!is_page(file)) write_result(file, junit_xml(error, target));
    throw;
  }
  write_result(file, is_page(file) ? report::build_page(outcome.timeline) : junit_xml(outcome, target));
  return outcome;
}

}  // namespace rpmworks::cli
