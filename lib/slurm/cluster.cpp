// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/cluster.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::slurm {

namespace {

constexpr const char* k_format = "%i|%T|%r|%N|%j";

}  // namespace

void wait_or_throw(std::chrono::milliseconds time) {
  throw_if_cancelled();
  pollfd interrupt{cancel_fd(), POLLIN, 0};
  ::poll(&interrupt, 1, static_cast<int>(time.count()));
  throw_if_cancelled();
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

// The caller must hold m_looking.
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
          .hint("its jobs continue; when the controller answers again, the same command finds them");
  }
  if (is_first) reporter.warning(fmt::format("Slurm does not accept requests now; retrying: {}", why));
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
