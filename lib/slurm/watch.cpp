// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/watch.hpp"

#include <fmt/format.h>

#include <utility>

#include "engine/failure_class.hpp"

namespace rpmworks::slurm {

namespace {

// An engine writes its logs below the temporary folder of its workspace: the built-in engine into result-…,
// mock into mock-…/attempt-N.
constexpr int k_depth = 3;
constexpr const char* k_state_log = "state.log";
constexpr const char* k_build_log = "build.log";

}  // namespace

std::optional<std::string> JobWatch::saw(const Job& job) {
  const std::string hindrance = job.hindrance();
  if (!hindrance.empty() && hindrance != m_hindrance)
    m_reporter.warning(fmt::format("{}: job {} does not start: {}", m_subject, job.id, hindrance));
  if (!hindrance.empty()) m_hindrance = hindrance;
  if (job.state == m_job.state && job.node == m_job.node) return std::nullopt;
  if (job.state == "RUNNING")
    m_reporter.detail(fmt::format("{}: job {} runs on {}", m_subject, job.id, job.node));
  else
    m_reporter.detail(fmt::format("{}: job {} is {} ({})", m_subject, job.id, job.state, job.reason));
  m_job = job;
  if (job.state == "RUNNING") m_ran_on = job.node;
  if (!job.is_queued()) return std::nullopt;
  m_reporter.phase("queueing");
  return m_ran_on.empty() ? std::nullopt : std::optional(std::exchange(m_ran_on, ""));
}

std::string JobWatch::attempt() const {
  std::error_code failure;
  return fs::exists(m_files.attempt(), failure) ? read_file(m_files.attempt()) : "";
}

std::optional<fs::path> JobWatch::logs() const {
  const std::string now = attempt();
  if (now.empty()) return std::nullopt;
  std::error_code failure;
  const store::Workspace workspace{.root = m_files.work(now)};
  // A finished build has its logs in the result folder.
  if (fs::exists(workspace.root / "result" / k_state_log, failure)) return workspace.root / "result";
  std::optional<fs::path> newest;
  fs::file_time_type when{};
  // The tree changes during the iteration, so errors end the iteration and are not reported.
  fs::recursive_directory_iterator at(workspace.tmp(), failure);
  for (; !failure && at != fs::recursive_directory_iterator(); at.increment(failure)) {
    if (at.depth() >= k_depth) at.disable_recursion_pending();
    if (at->path().filename() != k_state_log) continue;
    std::error_code gone;
    const auto time = at->last_write_time(gone);
    if (gone || (newest && time <= when)) continue;
    newest = at->path().parent_path();
    when = time;
  }
  return newest;
}

void JobWatch::follow(const std::string& attempt) {
  const auto found = logs();
  if (!found || *found == m_logs) return;
  m_logs = *found;
  if (m_follower && attempt == m_attempt && m_logs.filename() == "result") {
    m_follower->moved(m_logs);
    m_build_log->moved(m_logs / k_build_log);
    return;
  }
  if (!m_attempt.empty() && attempt != m_attempt)
    m_reporter.note(
        fmt::format("{}: job {} was put back into the queue and has started again", m_subject, m_id));
  m_attempt = attempt;
  m_follower = std::make_unique<engine::BuildFollower>(m_logs, m_reporter);
  m_build_log.emplace(m_logs / k_build_log);
  m_last.clear();
}

void JobWatch::read_on() {
  follow(attempt());
  if (!m_follower) return;
  m_follower->read_on();
  m_build_log->read_on([this](std::string_view line) {
    m_last.emplace_back(line);
    m_reporter.detail(m_subject + "| " + m_last.back());
    if (m_last.size() > engine::k_shown_lines) m_last.pop_front();
  });
}

}  // namespace rpmworks::slurm
