// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/programs.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>

#include "core/text.hpp"

namespace rpmworks::slurm {

namespace {

constexpr auto k_deadline = std::chrono::seconds(120);  // for one of Slurm's programs; they time out earlier

// The environment of Slurm's programs and of the job. sbatch passes its whole environment on, which may
// contain secrets; with another --export it would run the user's login shell on the node. SQUEUE_* would
// change the output of squeue, and SLURM_*, if rpmworks itself runs in a job, the options of the new job.
std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables{{"LC_ALL", "C.UTF-8"}};
  for (char** at = ::environ; *at; ++at) {
    const std::string_view entry = *at;
    const std::string name(entry.substr(0, entry.find('=')));
    static const std::set<std::string> wanted = {"PATH", "HOME", "USER", "LOGNAME", "SLURM_CONF"};
    if (name.size() < entry.size() && (wanted.contains(name) || name.starts_with("SBATCH_")))
      variables[name] = entry.substr(name.size() + 1);
  }
  return variables;
}

// sbatch expands %j and similar patterns in file names.
std::string as_file_name(const fs::path& path) {
  std::string text;
  for (const char c : path.string()) text += c == '%' ? std::string("%%") : std::string(1, c);
  return text;
}

}  // namespace

ProcessResult run_program(std::vector<std::string> argv) {
  Command command{.argv = std::move(argv), .env = environment(), .cleanup = true};
  command.deadline = k_deadline;
  return run(command);
}

std::vector<std::string> output_lines(const ProcessResult& ended) {
  return last_lines(ended.err.empty() ? ended.out : ended.err, 8);
}

std::vector<std::string> sbatch_arguments(const Submission& job, const config::Slurm& options) {
  std::vector<std::string> argv = {"sbatch",
                                   "--parsable",
                                   "--requeue",
                                   "--no-kill=off",
                                   "--export=ALL",
                                   "--open-mode=append",
                                   "--chdir=/",
                                   "--nodes=1",
                                   "--ntasks=1",
                                   fmt::format("--cpus-per-task={}", options.cpus),
                                   "--job-name=" + job.name,
                                   "--comment=" + job.comment,
                                   "--output=" + as_file_name(job.output)};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) argv.push_back(fmt::format("--{}={}", name, value));
  };
  add("partition", options.partition);
  add("account", options.account);
  add("constraint", options.constraint);
  add("mem", options.memory);
  add("time", options.time);
  argv.insert(argv.end(), options.options.begin(), options.options.end());
  return argv;
}

bool is_transient_failure(const std::string& text) {
  // Messages of strerror.c and slurm_errno in Slurm 20 to 24; the last three are limits of queued jobs.
  static const std::array<const char*, 14> passing = {"Unable to contact slurm controller",
                                                      "Socket timed out",
                                                      "Connection refused",
                                                      "Connection timed out",
                                                      "Unexpected message received",
                                                      "Zero Bytes were transmitted or received",
                                                      "Transport endpoint is not connected",
                                                      "standby mode",
                                                      "temporarily unable",
                                                      "Resource temporarily unavailable",
                                                      "Unable to contact slurm database",
                                                      "MaxJobCount",
                                                      "SubmitJobsLimit",
                                                      "Job violates accounting/QOS policy"};
  return std::any_of(passing.begin(), passing.end(),
                     [&](const char* part) { return text.find(part) != std::string::npos; });
}

bool may_be_transient(const std::string& text) {
  return text.find("Requested node configuration is not available") != std::string::npos &&
         text.find("specification") == std::string::npos;
}

}  // namespace rpmworks::slurm
