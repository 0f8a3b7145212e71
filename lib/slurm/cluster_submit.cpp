// SPDX-License-Identifier: GPL-3.0-or-later
// Submitting jobs: what the cluster accepts, and which nodes it has.
#include <fmt/format.h>

#include <algorithm>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "slurm/cluster.hpp"
#include "slurm/request.hpp"

namespace rpmworks::slurm {

namespace {

// The script that every job starts with. The program to run comes as arguments, so no other text is read by a
// shell.
constexpr const char* k_launcher = "#!/bin/sh\nexec \"$@\"\n";

constexpr const char* k_node_format = "%N|%T|%E";

std::string of_partition(const config::Slurm& options) {
  // sinfo accepts only one of these options.
  return options.partition.empty() ? "--all" : "--partition=" + options.partition;
}

}  // namespace

// The nodes that this option of sinfo selects. Nothing if sinfo did not answer.
std::optional<std::vector<Node>> Cluster::nodes(const std::string& option) const {
  const ProcessResult ended =
      run_program({"sinfo", "--noheader", "--Node", option, std::string("--format=") + k_node_format});
  if (!ended.ok()) return std::nullopt;
  return parse_nodes(ended.out);
}

std::optional<Node> Cluster::node(const std::string& name) const {
  const auto found = nodes("--nodes=" + name);
  return found && found->size() == 1 ? std::optional(found->front()) : std::nullopt;
}

// Whether sbatch refused a job for good. The job may request a node that has not registered yet: the node
// registers within some time, or never.
bool Cluster::is_refused(const std::string& error, const config::Slurm& options,
                         Clock::time_point since) const {
  if (is_transient_failure(error)) return false;
  if (!may_be_transient(error) || Clock::now() - since > m_times.nodes) return true;
  const auto all = nodes(of_partition(options));
  return all && std::ranges::none_of(*all, &Node::may_report);
}

fs::path Cluster::launcher() const {
  fs::path file = m_folder / "launcher";
  if (!fs::exists(file) || read_file(file) != k_launcher)
    write_file_atomically(file, k_launcher, fs::perms(0755));
  return file;
}

std::string Cluster::unavailable_nodes(const config::Slurm& options) const {
  std::vector<std::string> away;
  for (const auto& node : nodes(of_partition(options)).value_or(std::vector<Node>{}))
    if (node.is_away()) away.push_back(node.text());
  return join(away, ", ");
}

void Cluster::require_usable(const config::Slurm& options, Reporter& reporter) {
  make_folders(m_folder);
  const Submission trial{.key = "", .name = "rpmworks", .comment = "rpmworks", .output = "/dev/null"};
  const auto begin = Clock::now();
  for (;;) {
    auto argv = sbatch_arguments(trial, options);
    argv.insert(argv.end(), {"--test-only", launcher().string(), "true"});
    const ProcessResult ended = run_program(argv);
    throw_if_cancelled();
    if (ended.ok()) return answered(reporter);
    if (!ended.timed_out && is_refused(ended.err, options, begin)) {
      // A trial is refused while all suitable nodes are unavailable; a job would wait for them.
      const std::string away = may_be_transient(ended.err) ? unavailable_nodes(options) : "";
      if (!away.empty()) {
        reporter.warning("no node of the cluster accepts a build now, so builds wait. Unavailable nodes: " +
                         away);
        return answered(reporter);
      }
      throw Error(ExitCode::invalid, "Slurm would not accept a build")
          .notes(output_lines(ended))
          .note("requested: " + options_text(options))
          .hint(
              "see `slurm` of repos.yaml (docs/slurm.md); `sinfo` and `scontrol show partition` list the "
              "nodes and partitions");
    }
    no_answer("sbatch", ended.err, reporter);
    wait_again();
  }
}

std::string Cluster::submit(const Submission& job, const config::Slurm& options, Reporter& reporter) {
  auto argv = sbatch_arguments(job, options);
  argv.push_back(launcher().string());
  argv.insert(argv.end(), job.argv.begin(), job.argv.end());
  const auto earlier = named_by(job.key);
  const auto begin = Clock::now();
  for (;;) {
    {
      const std::lock_guard guard(m_submitting);
      throw_if_cancelled();
      const ProcessResult ended = run_program(argv);
      if (ended.ok()) {
        const std::string id(trim(split(ended.out + ";", ';').front()));
        if (job_number(id) > 0) {
          adopt(id);
          answered(reporter);
          return id;
        }
      }
      if (!ended.timed_out && is_refused(ended.err, options, begin))
        throw Error(ExitCode::failed, fmt::format("Slurm did not accept the job of {}", job.comment))
            .notes(output_lines(ended))
            .hint("see `slurm` of repos.yaml (docs/slurm.md)");
      no_answer("sbatch", ended.err, reporter);
    }
    wait_again();
    // The answer may have been lost after the job was accepted, and the job may have ended already.
    look_since(Clock::now(), reporter);
    const auto jobs = named_by(job.key);
    if (!jobs.empty() && (earlier.empty() || jobs.back().id != earlier.back().id)) {
      adopt(jobs.back().id);
      return jobs.back().id;
    }
  }
}

}  // namespace rpmworks::slurm
