// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/failure.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "core/text.hpp"
#include "slurm/request.hpp"

namespace rpmworks::slurm {

namespace {

std::string on(const Job& job) {
  return job.node.empty() ? "" : " on " + job.node;
}

// Whether Slurm could not start the job, for example because the node cannot create the job's folders.
bool could_not_start(const Job& job) {
  return job.state == "PENDING" && job.reason.find("launch failed") != std::string::npos;
}

}  // namespace

bool is_lost(const Job& job) {
  static const std::set<std::string> lost = {"NODE_FAIL", "BOOT_FAIL", "PREEMPTED", "REVOKED",
                                             "FAILED",    "COMPLETED", "UNKNOWN"};
  return lost.contains(job.state) || could_not_start(job);
}

engine::ClassifiedFailure classify(const Job& job, const std::string& output, const config::Slurm& options) {
  engine::ClassifiedFailure failure{
      .kind = engine::FailureClass::host, .code = ExitCode::failed, .log = "job.log"};
  failure.lines = last_lines(trim(output), engine::k_shown_lines);
  if (job.state == "CANCELLED") {
    failure.kind = engine::FailureClass::cancelled;
    // The run was not interrupted: only this build fails, other builds continue.
    failure.code = ExitCode::build;
    failure.cause = fmt::format("Slurm's job {} was cancelled{}", job.id, on(job));
    failure.hint = fmt::format(
        "slurmctld's log shows who cancelled it, and so does `sacct -j {} -o User,State,End` if accounting "
        "is enabled; run the same command to submit it again",
        job.id);
  } else if (job.state == "TIMEOUT" || job.state == "DEADLINE") {
    failure.kind = engine::FailureClass::timeout;
    failure.code = engine::exit_code_of(failure.kind);
    failure.cause =
        fmt::format("Slurm's job {} took longer than {}{}", job.id,
                    options.time.empty() ? "its time limit" : "slurm.time: " + options.time, on(job));
    failure.hint = "give it more time: slurm: { time: … }";
  } else if (job.state == "OUT_OF_MEMORY") {
    failure.code = ExitCode::build;  // the next build may need less
    failure.cause =
        fmt::format("Slurm's job {} needed more memory than {}{}", job.id,
                    options.memory.empty() ? "its memory limit" : "slurm.memory: " + options.memory, on(job));
    failure.hint = "give it more: slurm: { memory: … }";
  } else if (job.state == "NODE_FAIL" || job.state == "BOOT_FAIL") {
    failure.cause = job.state == "BOOT_FAIL"
                        ? fmt::format("no node could be booted for Slurm's job {}", job.id)
                        : fmt::format("the node{} was lost while Slurm's job {} ran there",
                                      job.node.empty() ? "" : " " + job.node, job.id);
    failure.hint =
        "`sinfo -R` shows why nodes are unavailable; if it is the same build each time, that build may bring "
        "them down";
  } else if (job.state == "PREEMPTED" || job.state == "REVOKED") {
    failure.cause = fmt::format("Slurm's job {} was preempted{} again and again", job.id, on(job));
    failure.hint = "give it another partition, or a QOS that is not preempted: slurm: { options: [--qos=…] }";
  } else if (could_not_start(job)) {
    failure.cause = fmt::format("Slurm's job {} could not be started: {}", job.id, job.reason);
    failure.hint = "slurmd's log on the node says why";
  } else if (job.state == "PENDING") {
    failure.kind = engine::FailureClass::configuration;
    failure.code = engine::exit_code_of(failure.kind);
    failure.cause = fmt::format("Slurm's job {} would never start ({}): no node meets its requirements",
                                job.id, job.reason);
    failure.hint =
        fmt::format("it requested {}; see `slurm` of repos.yaml, and sinfo", options_text(options));
  } else if (job.state == "UNKNOWN") {
    failure.cause = fmt::format("Slurm no longer knows the job {}, and it left no result", job.id);
    failure.hint = "see slurmctld's log; a longer MinJobAge in slurm.conf keeps ended jobs known";
  } else {
    failure.cause = fmt::format("Slurm's job {} ended as {}{} without a result", job.id, job.state, on(job));
    failure.hint =
        "rpmworks and the workspace must be at the same place on every node (docs/slurm.md); see job.log";
  }
  return failure;
}

}  // namespace rpmworks::slurm
