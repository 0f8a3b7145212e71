// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <sys/stat.h>

#include "command.hpp"
#include "core/cancel.hpp"
#include "core/files.hpp"
#include "schedule/cluster_job.hpp"
#include "sinks.hpp"

namespace rpmworks::cli {

namespace {

int remove_trees(const std::vector<std::string>& trees) {
  try {
    for (const auto& tree : trees) remove_tree(tree);
    return static_cast<int>(ExitCode::done);
  } catch (const Error& error) {
    write_stderr(error.render());
    return static_cast<int>(error.code());
  }
}

// What a job of a cluster runs. Its own output is for the people of that machine: what the run that asked for
// the build is to know stands in the record.
int build_job(const std::string& request) {
  ::umask(022);
  catch_interrupts();
  try {
    return static_cast<int>(schedule::run_cluster_job(request));
  } catch (const std::exception& error) {
    write_stderr(fmt::format("error: {}\n", error.what()));
    return static_cast<int>(ExitCode::failed);
  }
}

}  // namespace

int internal_main(const std::vector<std::string>& arguments) {
  if (!arguments.empty() && arguments.front() == "remove-tree")
    return remove_trees({arguments.begin() + 1, arguments.end()});
  if (arguments.size() == 2 && arguments.front() == "build-job") return build_job(arguments.back());
  write_stderr(
      "error: this is what sandboxes and clusters run, and no part of the interface\nhint: see rpmworks "
      "--help\n");
  return static_cast<int>(ExitCode::usage);
}

}  // namespace rpmworks::cli
