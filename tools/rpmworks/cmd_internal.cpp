// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include "command.hpp"
#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/files.hpp"
#include "schedule/cluster_job.hpp"
#include "signals/signals.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

// Runs a build job on a cluster host. Its output goes to that host's users; the run that requested the build
// reads the record.
int build_job(const std::string& request) {
  ::umask(022);
  const Cancellation::Scope scope(signals::catch_interrupts());
  try {
    return static_cast<int>(schedule::run_cluster_job(request));
  } catch (...) {
    const Error error = described(std::current_exception());
    write_stderr(error.render());
    return static_cast<int>(error.code());
  }
}

}  // namespace

int internal_main(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments.front() == "build-job") return build_job(arguments.back());
  write_stderr(
      "error: this command is internal, for clusters\nhint: see rpmworks "
      "--help\n");
  return static_cast<int>(ExitCode::usage);
}

}  // namespace rpmworks::cli
