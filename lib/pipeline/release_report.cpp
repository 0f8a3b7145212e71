// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/release_report.hpp"

#include <algorithm>
#include <ctime>
#include <set>

#include "compose/plan.hpp"
#include "compose/release_page.hpp"
#include "core/json_value.hpp"
#include "core/text.hpp"
#include "pipeline/commit_ranges.hpp"
#include "publishing/release_folder.hpp"
#include "report/report.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::pipeline {

namespace {

constexpr size_t k_log_lines = 40;
constexpr size_t k_longest_log = 6000;

report::Finding finding_of(const gates::Finding& finding) {
  return {.id = finding.id, .text = finding.text, .file = finding.file};
}

report::GateResult result_of(const gates::Check& check) {
  report::GateResult result{.name = check.name,
                            .subject = check.subject,
                            .findings = {},
                            .accepted = {},
                            .notes = check.notes,
                            .detail = check.detail,
                            .not_checked = check.not_checked};
  for (const auto& finding : check.findings) result.findings.push_back(finding_of(finding));
  for (const auto& waived : check.waived)
    result.accepted.push_back({.finding = finding_of(waived.finding), .waiver = waived.waiver});
  return result;
}

// "NAME-VERSION-RELEASE" of the source package that a package was built from.
std::string source_of(const manifest::Entry& entry) {
  return std::string(rpm::source_file_stem(entry.source_rpm));
}

// The name of a folder of results: without the epoch, as the file name of the source package.
std::string stem_of(const std::string& nevra) {
  rpm::Nevra source = rpm::Nevra::parse(nevra);
  source.arch = "src";
  return std::string(rpm::source_file_stem(source.file_name()));
}

// The last run, if everything that it built is in the release.
std::optional<schedule::Timeline> timeline_of(const manifest::Manifest& manifest,
                                              const store::Workspace& workspace) {
  const fs::path file = workspace.last_run();
  if (!is_there(file)) return std::nullopt;
  auto run = schedule::Timeline::from_json(read_file(file));
  if (!run || !run->has_built()) return std::nullopt;
  std::set<std::string> sources;
  for (const auto& entry : manifest.packages)
    if (entry.build) sources.insert(source_of(entry));
  const bool is_of_release = std::ranges::all_of(run->jobs, [&](const schedule::JobRun& job) {
    return !job.ran() || sources.contains(stem_of(job.nevra));
  });
  return is_of_release ? run : std::nullopt;
}

std::vector<report::BuildPhase> phases_of(const Json& json) {
  std::vector<report::BuildPhase> phases;
  for (const auto& phase : json)
    phases.push_back({.name = phase.at("phase"), .depth = phase.at("depth"), .seconds = phase.at("seconds")});
  return phases;
}

report::BuildRecord record_of(const fs::path& folder) {
  report::BuildRecord record;
  record.phases = value_in(folder / "phases.json", phases_of).value_or(std::vector<report::BuildPhase>());
  const fs::path log = folder / "build.log";
  if (is_there(log)) record.log_end = join(last_lines(read_file(log), k_log_lines), "\n");
  if (record.log_end.size() > k_longest_log) record.log_end.erase(0, record.log_end.size() - k_longest_log);
  return record;
}

void add_builds(const store::Workspace& workspace, report::ReleaseData& data) {
  data.timeline = timeline_of(*data.manifest, workspace);
  for (const auto& entry : data.manifest->packages) {
    if (!entry.build || entry.source_rpm.empty()) continue;
    const std::string source = source_of(entry);
    const fs::path folder = workspace.results() / entry.build->target / source;
    if (!data.builds.contains(source) && is_there(folder)) data.builds[source] = record_of(folder);
  }
}

}  // namespace

std::string release_report(const fs::path& folder, const std::vector<gates::Check>& checks,
                           product::Session* session) {
  const manifest::Manifest manifest = publishing::manifest_of(folder);
  const rpm::KnownContents none;
  const bool is_of_product = session && session->config.product == manifest.product;
  report::ReleaseData data = compose::release_page_data(
      {.manifest = manifest,
       .upgrade_guide = publishing::upgrade_guide_of(folder),
       .file_of = [&](const manifest::Entry& entry) { return folder / entry.file; },
       .contents = none,
       .config = is_of_product ? &session->config : nullptr,
       .workspace = is_of_product ? &session->workspace : nullptr,
       .commits_between =
           is_of_product
               ? [session](const manifest::Entry& before,
                           const manifest::Entry& after) { return commits_between(*session, before, after); }
               : compose::CommitsBetween()});
  data.is_in_releases = false;
  data.checks = {.time = std::time(nullptr), .tool = compose::tool_name(), .gates = {}};
  for (const auto& check : checks) data.checks->gates.push_back(result_of(check));
  if (is_of_product) add_builds(session->workspace, data);
  return report::release_page(data);
}

}  // namespace rpmworks::pipeline
