// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/builtin_failure.hpp"

#include <fmt/format.h>

#include "build/failure_class.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

std::string how_to_raise(const std::string& key) {
  return fmt::format(
      "if it needs more, raise `limits: {{ {}: … }}` of the package or of its target in repos.yaml", key);
}

}  // namespace

bool met_end_of_disk(const BuildRequest& request, const RpmbuildEnd& end) {
  const config::Limits limits = request.srpm->building.limits.over(request.target->limits);
  return end.limit && end.limit->key == "disk" && !limits.disk;
}

void throw_failed(const BuildRequest& request, const RpmbuildRun& run, const RpmbuildEnd& end,
                  const fs::path& folder, Failure failure, bool disk_is_full) {
  const ProcessResult& ended = end.process;
  const std::string nevra = request.srpm->nevra.str();
  if (end.limit) {
    failure.missing.clear();
    failure.cause = "it took " + end.limit->what;
    failure.hint = how_to_raise(end.limit->key);
  } else if (ended.timed_out) {
    failure.hint = how_to_raise("time");
  }
  const std::string cause = failure.missing.empty() ? failure.cause : join(failure.missing, ", ");
  const std::string told = cause.empty() ? "" : fmt::format(": {}", said_by_rpm(cause));
  std::string what;
  if (end.limit)
    what = fmt::format("building {} took {} and was ended", nevra, end.limit->what);
  else if (ended.timed_out)
    what = fmt::format("building {} took longer than {} and was ended", nevra,
                       human_duration(run.ceilings.time));
  else if (failure.phase.empty())
    what = fmt::format("building {} failed: rpmbuild exited with {}{}", nevra, ended.exit_code, told);
  else
    what = fmt::format("building {} failed in {}{}", nevra,
                       failure.phase == "files" ? "%files" : failure.phase, told);
  const FailureClass kind = disk_is_full      ? FailureClass::host
                            : ended.timed_out ? FailureClass::timeout
                                              : FailureClass::package;
  // Not the fault of what was built; and its logs are not kept, for want of space.
  if (disk_is_full)
    throw Error(exit_code_of(kind), what + ": the disk is full")
        .notes(failure.lines)
        .hint("free some space where the cache is, or choose another place with --cache");
  write_new_file(folder / "failure.json", to_json({.kind = kind,
                                                   .code = exit_code_of(kind),
                                                   .phase = failure.phase,
                                                   .cause = cause,
                                                   .lines = failure.lines,
                                                   .log = "build.log",
                                                   .hint = failure.hint}));
  throw Error(exit_code_of(kind), std::move(what))
      .notes(failure.lines)
      .note(fmt::format("the whole log: {}", (request.result_folder / "build.log").string()))
      .hint(way_out(failure.hint, failure.cause));
}

}  // namespace rpmworks::build
