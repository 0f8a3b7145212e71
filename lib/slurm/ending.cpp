// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "buildroot/listing.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure.hpp"
#include "engine/follower.hpp"
#include "engine/made_package.hpp"
#include "engine/staged_result.hpp"
#include "engine/unfulfilled.hpp"
#include "sandbox/sandbox.hpp"
#include "slurm/failure.hpp"

namespace rpmworks::slurm {

namespace {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// A network file system may keep some files for a while. The record is removed first: without a record, a
// later run does not use the folder and removes it.
void remove_job_folder(const JobFiles& files, Reporter& reporter) {
  fs::remove(files.result());
  try {
    sandbox::remove_build_tree(files.folder);
  } catch (const std::exception& failure) {
    reporter.detail(fmt::format("{} cannot be removed now; a later run removes it: {}", files.folder.string(),
                                failure.what()));
  }
}

}  // namespace

std::optional<JobEnding> record_of(const JobFiles& files) {
  // Listing the folder makes the client of a network file system look at it again.
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(files.folder, failure))
    if (entry.path().filename() == files.result().filename())
      return JobEnding::from_json(read_file(files.result()));
  return std::nullopt;
}

std::optional<JobEnding> refreshed_record_of(const JobFiles& files) {
  const fs::path change = files.folder / "refresh";
  std::error_code failure;
  if (!fs::is_directory(files.folder, failure)) return std::nullopt;
  replace_file(change, "");
  fs::remove(change);
  return record_of(files);
}

bool has_packages(const JobEnding& ending, const store::Store& store) {
  return std::ranges::all_of(ending.packages,
                             [&](const auto& built) { return store.has_whole_blob(built.sha256); });
}

// Ignores a failure that the package did not cause, because its cause may no longer exist.
std::optional<JobEnding> left_by_earlier(const JobFiles& files, const store::Store& store) {
  auto ending = record_of(files);
  if (!ending) return std::nullopt;
  if (ending->error ? ending->error->code() != ExitCode::build : !fs::is_directory(ending->folder))
    return std::nullopt;
  return has_packages(*ending, store) ? std::move(ending) : std::nullopt;
}

engine::BuildResult take_job(const BuildJob& job, JobEnding ending, store::Store& store, Reporter& reporter) {
  const engine::BuildRequest& request = job.request;
  for (const auto& text : ending.warnings) reporter.warning(text);
  for (const auto& text : ending.notes) reporter.note(text);
  if (!ending.folder.empty()) engine::publish_result(ending.folder, request.result_folder);
  remove_job_folder(job.files, reporter);
  if (ending.error) {
    engine::note_failed_host(request.result_folder, ending.host);
    // The engine on the node had another path for the result folder.
    const Error& error = *ending.error;
    const auto here = [&](const std::string& text) {
      return ending.folder.empty() ? text
                                   : replaced(text, ending.folder.string(), request.result_folder.string());
    };
    Error told(error.code(), here(error.what()));
    if (error.where()) std::move(told).at(*error.where());
    for (const auto& note : error.notes()) std::move(told).note(here(note));
    for (const auto& context : error.trail()) told.during(context);
    Error whole = std::move(told).note("it was built on " + ending.host).hint(error.hint());
    if (!ending.unfulfilled.empty()) throw engine::Unfulfilled(std::move(whole), ending.unfulfilled);
    throw Error(std::move(whole));
  }
  engine::BuildResult result{.name = request.srpm().name,
                             .target = request.target->name,
                             .engine = job.engine,
                             .srpm_sha256 = request.srpm().sha256,
                             .buildroot_sha256 = ending.buildroot_sha256,
                             .folder = request.result_folder,
                             .host = std::move(ending.host),
                             .elapsed = ending.elapsed,
                             .phases = std::move(ending.phases)};
  for (const auto& built : ending.packages) {
    engine::Artifact artifact{.file_name = built.file_name, .sha256 = built.sha256};
    artifact.path = store.blob(built.sha256);
    artifact.package = engine::read_made_package(artifact.path);
    engine::require_made_from(request.srpm(), artifact.package, artifact.file_name);
    result.packages.push_back(std::move(artifact));
  }
  return result;
}

void fail_job(const BuildJob& job, const Job& ended, const JobWatch& watch, const config::Slurm& options,
              const fs::path& tmp) {
  const auto& [request, files, engine_name] = job;
  const bool has_output = fs::is_regular_file(files.output());
  auto failure = classify(ended, has_output ? engine::read_log_end(files.output()) : "", options);
  engine::StagedResult staged(tmp, request.result_folder);
  const fs::path& folder = staged.path();
  if (has_output) copy_file_contents(files.output(), folder / "job.log");
  if (const auto logs = watch.logs()) {
    for (const char* const name :
         {"build.log", "root.log", "state.log", "installed_pkgs.log", buildroot::k_buildroot_file})
      if (fs::is_regular_file(*logs / name)) copy_file_contents(*logs / name, folder / name);
  }
  if (!watch.last_lines().empty() && !fs::exists(folder / "build.log")) {
    std::string text = "(the last lines received)\n";
    for (const auto& line : watch.last_lines()) text += line + "\n";
    write_new_file(folder / "build.log", text);
  }
  if (const engine::BuildFollower* const follower = watch.follower()) {
    failure.phase = follower->shown();
    write_new_file(folder / "phases.json", engine::phases_json(follower->phases()));
  }
  write_new_file(folder / "failure.json", engine::to_json(failure));
  engine::note_failed_host(folder, ended.node);
  staged.publish();
  throw Error(failure.code, fmt::format("building {} failed: {}", request.srpm().nevra.str(), failure.cause))
      .notes(failure.lines)
      .note(fmt::format("remaining files: {}", request.result_folder.string()))
      .hint(failure.hint);
}

}  // namespace rpmworks::slurm
