// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/cluster.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "slurm/request.hpp"

namespace rpmworks::slurm {

namespace {

constexpr const char* k_format = "%i|%T|%r|%N|%j";

// What a job begins with. What is to be run comes as arguments, so nothing is ever read by a shell but this.
constexpr const char* k_launcher = "#!/bin/sh\nexec \"$@\"\n";

constexpr const char* k_node_format = "%N|%T|%E";

std::string of_partition(const config::Slurm& options) {
  return options.partition.empty() ? "--all" : "--partition=" + options.partition;  // sinfo takes one of them
}

}  // namespace

void wait_or_throw(std::chrono::milliseconds time) {
  throw_if_cancelled();
  pollfd interrupt{cancel_fd(), POLLIN, 0};
  ::poll(&interrupt, 1, static_cast<int>(time.count()));
  throw_if_cancelled();
}

// Those that this option of sinfo leaves. Nothing: it did not answer.
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

// A node that has not reported yet may be what a job asks for; that passes within some time, one way or the
// other.
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

std::string Cluster::names_of_away(const config::Slurm& options) const {
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
      // A trial is refused where all that could take it are away; a job would wait for them.
      const std::string away = may_be_transient(ended.err) ? names_of_away(options) : "";
      if (!away.empty()) {
        reporter.warning("no node of the cluster takes a build now, and builds wait until one does: " + away);
        return answered(reporter);
      }
      throw Error(ExitCode::invalid, "Slurm would not accept a build")
          .notes(output_lines(ended))
          .note("asked for were " + options_text(options))
          .hint(
              "see `slurm` of repos.yaml (docs/slurm.md); sinfo and scontrol show partition tell what there "
              "is");
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
    // It may have been taken all the same, and the answer lost; and it may have ended by now.
    look_since(Clock::now(), reporter);
    const auto jobs = named_by(job.key);
    if (!jobs.empty() && (earlier.empty() || jobs.back().id != earlier.back().id)) {
      adopt(jobs.back().id);
      return jobs.back().id;
    }
  }
}

void Cluster::look_since(Clock::time_point not_before, Reporter& reporter) {
  for (;;) {
    {
      const std::lock_guard looking(m_looking);
      bool is_fresh = false;
      {
        const std::lock_guard guard(m_mutex);
        is_fresh = m_snapshot.when >= not_before;
      }
      if (is_fresh || try_look(reporter)) return;
    }
    wait_again();
  }
}

std::vector<Job> Cluster::named_by(const std::string& key) const {
  const std::lock_guard guard(m_mutex);
  std::vector<Job> jobs;
  for (const auto& [id, job] : m_snapshot.by_id)
    if (job.name.find(key) != std::string::npos) jobs.push_back(job);
  std::ranges::sort(jobs, {}, [](const Job& job) { return job_number(job.id); });
  return jobs;
}

std::optional<Job> Cluster::find(const std::string& key, Clock::time_point not_before, Reporter& reporter) {
  look_since(not_before, reporter);
  auto jobs = named_by(key);
  std::erase_if(jobs, &Job::is_over);
  return jobs.empty() ? std::nullopt : std::optional(jobs.back());
}

void Cluster::adopt(const std::string& id) {
  const std::lock_guard guard(m_mutex);
  m_ours.insert(id);
}

void Cluster::forget(const std::string& id) {
  const std::lock_guard guard(m_mutex);
  m_ours.erase(id);
}

void Cluster::look(Reporter& reporter) {
  {
    const std::lock_guard guard(m_mutex);
    const auto now = Clock::now();
    if (now < m_snapshot.when + m_times.poll || now < m_next_look) return;
  }
  const std::unique_lock looking(m_looking, std::try_to_lock);
  if (looking) try_look(reporter);
}

// With m_looking held.
bool Cluster::try_look(Reporter& reporter) {
  const auto when = Clock::now();
  const ProcessResult ended = run_program(
      {"squeue", "--noheader", "--all", "--me", "--states=all", std::string("--format=") + k_format});
  throw_if_cancelled();
  if (!ended.ok()) {
    no_answer("squeue", ended.err, reporter);
    return false;
  }
  Snapshot snapshot{.when = when};
  for (auto& job : parse_queue(ended.out)) snapshot.by_id[job.id] = std::move(job);
  {
    const std::lock_guard guard(m_mutex);
    m_snapshot = std::move(snapshot);
  }
  answered(reporter);
  return true;
}

Cluster::Seen Cluster::seen(const std::string& id) const {
  const std::lock_guard guard(m_mutex);
  Seen seen{.when = m_snapshot.when};
  if (const auto at = m_snapshot.by_id.find(id); at != m_snapshot.by_id.end()) seen.job = at->second;
  return seen;
}

void Cluster::no_answer(const std::string& what, const std::string& error, Reporter& reporter) {
  bool is_first = false;
  const auto lines = last_lines(trim(error), 1);
  const std::string why = lines.empty() ? what + " took too long" : lines.back();
  {
    const std::lock_guard guard(m_mutex);
    const auto now = Clock::now();
    is_first = !m_down_since;
    if (is_first) m_down_since = now;
    m_wait = is_first ? m_times.first_wait : std::min(m_wait * 2, m_times.longest_wait);
    m_next_look = now + m_wait;
    if (now - *m_down_since > m_times.patience)
      throw Error(ExitCode::failed, fmt::format("Slurm's controller has not answered for {}: {}",
                                                human_duration(m_times.patience), why))
          .hint("its jobs go on; when it is back, the same command finds them again");
  }
  if (is_first) reporter.warning(fmt::format("Slurm does not take it now and is asked again: {}", why));
}

void Cluster::answered(Reporter& reporter) {
  {
    const std::lock_guard guard(m_mutex);
    if (!m_down_since) return;
    m_down_since.reset();
    m_next_look = {};
  }
  reporter.note("Slurm answers again");
}

void Cluster::wait_again() const {
  std::chrono::milliseconds wait{};
  {
    const std::lock_guard guard(m_mutex);
    wait = m_wait;
  }
  wait_or_throw(wait);
}

void Cluster::scancel(const std::vector<std::string>& ids, Reporter& reporter) {
  if (ids.empty()) return;
  std::vector<std::string> argv = {"scancel"};
  argv.insert(argv.end(), ids.begin(), ids.end());
  const ProcessResult ended = run_program(argv);
  if (ended.ok()) return;
  reporter.warning(fmt::format("{} of Slurm could not be cancelled: {}", counted(ids.size(), "job"),
                               join(output_lines(ended), " ")));
  reporter.note(fmt::format("end them with: scancel {}", join(ids, " ")));
}

void Cluster::cancel(const std::string& id, Reporter& reporter) {
  forget(id);
  scancel({id}, reporter);
}

void Cluster::cancel_all(Reporter& reporter) {
  std::set<std::string> ours;
  {
    const std::lock_guard guard(m_mutex);
    ours.swap(m_ours);
  }
  scancel({ours.begin(), ours.end()}, reporter);
}

}  // namespace rpmworks::slurm
