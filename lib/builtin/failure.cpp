// SPDX-License-Identifier: GPL-3.0-or-later
#include "builtin/failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/described.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure_class.hpp"
#include "engine/unfulfilled.hpp"

namespace rpmworks::builtin {

namespace {

std::string how_to_raise(const std::string& key) {
  return fmt::format(
      "if it needs more, raise `limits: {{ {}: … }}` of the package or of its target in repos.yaml", key);
}

}  // namespace

bool met_end_of_disk(const engine::BuildRequest& request, const buildroot::RpmbuildEnd& end) {
  const config::Limits limits = request.building().limits.over(request.target->limits);
  return end.limit && end.limit->key == "disk" && !limits.disk;
}

void throw_failed(const FailedRun& failed, engine::Failure failure) {
  const auto& [request, run, end, folder, full_disk] = failed;
  const ProcessResult& ended = end.process;
  const std::string nevra = request.srpm().nevra.str();
  if (end.limit) {
    failure.missing.clear();
    failure.cause = "it took " + end.limit->what;
    failure.hint = how_to_raise(end.limit->key);
  } else if (ended.timed_out) {
    failure.hint = how_to_raise("time");
  }
  const std::string cause = failure.missing.empty() ? failure.cause : join(failure.missing, ", ");
  const std::string told = cause.empty() ? "" : fmt::format(": {}", engine::without_error_prefix(cause));
  std::string what;
  if (end.limit)
    what = fmt::format("building {} took {} and was ended", nevra, end.limit->what);
  else if (ended.timed_out)
    what =
        fmt::format("building {} took longer than {} and was ended", nevra, human_duration(run.limits.time));
  else if (failure.phase.empty())
    what = fmt::format("building {} failed: rpmbuild exited with {}{}", nevra, ended.exit_code, told);
  else
    what = fmt::format("building {} failed in {}{}", nevra,
                       failure.phase == "files" ? "%files" : failure.phase, told);
  // Not the package's fault. The logs are not kept: there is no space for them.
  if (!full_disk.folder.empty())
    throw full_disk_error(what, full_disk.folder, full_disk.option).notes(failure.lines);
  const engine::FailureClass kind =
      ended.timed_out ? engine::FailureClass::timeout : engine::FailureClass::package;
  write_new_file(folder / "failure.json", engine::to_json({.kind = kind,
                                                           .code = engine::exit_code_of(kind),
                                                           .phase = failure.phase,
                                                           .cause = cause,
                                                           .lines = failure.lines,
                                                           .log = "build.log",
                                                           .hint = failure.hint}));
  throw Error(engine::exit_code_of(kind), std::move(what))
      .notes(failure.lines)
      .note(fmt::format("the whole log: {}", (request.result_folder / "build.log").string()))
      .hint(engine::hint_or_log_advice(failure.hint, failure.cause));
}

void AskedLater::leave_out(const std::vector<std::string>& known) {
  for (auto* list : {&by_spec, &by_generator}) {
    std::ranges::sort(*list);
    const auto repeated = std::ranges::unique(*list);
    list->erase(repeated.begin(), repeated.end());
    std::erase_if(*list, [&](const auto& one) { return std::ranges::find(known, one) != known.end(); });
  }
}

void throw_asked_in_vain(const engine::BuildRequest& request, const AskedLater& asked, const fs::path& folder,
                         const Error& why) {
  const std::string nevra = request.srpm().nevra.str();
  std::vector<std::string> all = asked.by_spec;
  all.insert(all.end(), asked.by_generator.begin(), asked.by_generator.end());
  // The solver names only the requirements that nothing provides; rpm may have asked for more.
  const auto is_refused = [&](const std::string& requirement) {
    return std::ranges::any_of(why.notes(), [&](const std::string& note) {
      return note == requirement || note.find(requirement + ", ") != std::string::npos ||
             note.ends_with(", " + requirement);
    });
  };
  const auto refused_of = [&](const std::vector<std::string>& requirements) {
    std::vector<std::string> refused;
    std::ranges::copy_if(requirements, std::back_inserter(refused), is_refused);
    return refused.empty() ? requirements : refused;
  };
  const bool is_generator = asked.by_spec.empty() ||
                            (!asked.by_generator.empty() && std::ranges::none_of(asked.by_spec, is_refused));
  const std::string phase = is_generator ? "%generate_buildrequires" : "BuildRequires";
  const std::string cause =
      is_generator
          ? fmt::format("its %generate_buildrequires asks for {}", join(refused_of(asked.by_generator), ", "))
          : fmt::format("its spec, parsed in the build root, build-requires {}",
                        join(refused_of(asked.by_spec), ", "));
  const engine::FailureClass kind = engine::FailureClass::dependencies;
  const auto said = last_lines(engine::read_log_end(folder / "build.log"), engine::k_shown_lines);
  write_new_file(folder / "failure.json", engine::to_json({.kind = kind,
                                                           .code = engine::exit_code_of(kind),
                                                           .phase = phase,
                                                           .cause = cause,
                                                           .lines = said,
                                                           .log = "build.log",
                                                           .hint = why.hint()}));
  throw engine::Unfulfilled(
      Error(engine::exit_code_of(kind), fmt::format("building {} failed: {}", nevra, cause))
          .notes(why.notes())
          .note(fmt::format("the whole log: {}", (request.result_folder / "build.log").string()))
          .hint(why.hint()),
      std::move(all));
}

void note_setup_failure(const fs::path& folder, const Error& error) {
  if (fs::exists(folder / "failure.json")) return;
  std::string log;
  for (const char* const name : {"build.log", "root.log"})
    if (log.empty() && fs::exists(folder / name)) log = name;
  const engine::FailureClass kind = error.code() == ExitCode::trust ? engine::FailureClass::configuration
                                    : log == "build.log"            ? engine::FailureClass::package
                                                                    : engine::FailureClass::dependencies;
  std::vector<std::string> lines = error.notes();
  if (lines.size() > engine::k_shown_lines) lines.erase(lines.begin(), lines.end() - engine::k_shown_lines);
  write_new_file(folder / "failure.json", engine::to_json({.kind = kind,
                                                           .code = error.code(),
                                                           .phase = log == "build.log" ? "" : "BuildRequires",
                                                           .cause = error.what(),
                                                           .lines = std::move(lines),
                                                           .log = log,
                                                           .hint = error.hint()}));
}

}  // namespace rpmworks::builtin
