// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/slurm_cluster.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <string_view>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"

namespace rpmworks::build {

namespace {

constexpr auto k_deadline = std::chrono::seconds(120);  // of one of Slurm's programs; they give up before
constexpr const char* k_format = "%i|%T|%r|%N|%j";

// What a job begins with. What is to be run comes as arguments, so nothing is ever read by a shell but this.
constexpr const char* k_launcher = "#!/bin/sh\nexec \"$@\"\n";

// The variables that Slurm's programs and the job get. sbatch hands its whole environment on, where secrets
// may be; asked not to, it would run the user's login shell on the node. SQUEUE_* would change what is shown,
// and the SLURM_* of a job that rpmworks itself runs in what is asked for.
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

// At an interrupt too: a job that was begun unnoticed could not be ended.
ProcessResult run_whole(std::vector<std::string> argv) {
  Command command{.argv = std::move(argv), .env = environment(), .cleanup = true};
  command.deadline = k_deadline;
  return run(command);
}

std::vector<std::string> lines_of(const ProcessResult& ended) {
  return last_lines(ended.err.empty() ? ended.out : ended.err, 8);
}

// sbatch replaces %j and the like in names of files.
std::string as_file_name(const fs::path& path) {
  std::string text;
  for (const char c : path.string()) text += c == '%' ? std::string("%%") : std::string(1, c);
  return text;
}

long number_of(const std::string& id) {
  long number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

}  // namespace

bool SlurmJob::is_over() const {
  static const std::set<std::string> over = {"BOOT_FAIL", "CANCELLED", "COMPLETED",     "DEADLINE",
                                             "FAILED",    "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED",
                                             "REVOKED",   "TIMEOUT"};
  return over.contains(state);
}

bool SlurmJob::is_alive() const {
  return !is_over() && state != "COMPLETING";
}

std::vector<SlurmJob> parse_queue(const std::string& text) {
  std::vector<SlurmJob> jobs;
  for (const auto& line : split(text, '\n')) {
    auto fields = split(line, '|');
    if (fields.size() < 5 || number_of(fields[0]) <= 0) continue;
    // Other jobs of the same user may have any name.
    const std::string name = join({fields.begin() + 4, fields.end()}, "|");
    jobs.push_back({fields[0], fields[1], fields[2], fields[3], name});
  }
  return jobs;
}

bool is_passing_failure(const std::string& text) {
  // strerror.c and slurm_errno of Slurm 20 to 24; the limits are those on jobs in the queue.
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

bool may_pass(const std::string& text) {
  return text.find("Requested node configuration is not available") != std::string::npos &&
         text.find("specification") == std::string::npos;
}

void wait_or_throw(std::chrono::milliseconds time) {
  throw_if_cancelled();
  pollfd interrupt{cancel_fd(), POLLIN, 0};
  ::poll(&interrupt, 1, static_cast<int>(time.count()));
  throw_if_cancelled();
}

bool SlurmCluster::is_refused(const std::string& error, Clock::time_point since) const {
  if (is_passing_failure(error)) return false;
  return !may_pass(error) || Clock::now() - since > m_times.nodes;
}

fs::path SlurmCluster::launcher() const {
  fs::path file = m_folder / "launcher";
  if (!fs::exists(file) || read_file(file) != k_launcher)
    write_file_atomically(file, k_launcher, fs::perms(0755));
  return file;
}

std::vector<std::string> SlurmCluster::arguments(const SlurmSubmission& job,
                                                 const config::Slurm& options) const {
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

void SlurmCluster::require_usable(const config::Slurm& options, Reporter& reporter) {
  make_folders(m_folder);
  const SlurmSubmission trial{.key = "", .name = "rpmworks", .comment = "rpmworks", .output = "/dev/null"};
  const auto begin = Clock::now();
  for (;;) {
    auto argv = arguments(trial, options);
    argv.insert(argv.end(), {"--test-only", launcher().string(), "true"});
    const ProcessResult ended = run_whole(argv);
    throw_if_cancelled();
    if (ended.ok()) return answered(reporter);
    if (!ended.timed_out && is_refused(ended.err, begin))
      throw Error(ExitCode::invalid, "Slurm would not accept a build")
          .notes(lines_of(ended))
          .hint(
              "see `slurm` of repos.yaml (docs/slurm.md); sinfo and scontrol show partition tell what there "
              "is");
    no_answer("sbatch", ended.err, reporter);
    wait_again();
  }
}

std::string SlurmCluster::submit(const SlurmSubmission& job, const config::Slurm& options,
                                 Reporter& reporter) {
  auto argv = arguments(job, options);
  argv.push_back(launcher().string());
  argv.insert(argv.end(), job.argv.begin(), job.argv.end());
  const auto earlier = named_by(job.key);
  const auto begin = Clock::now();
  for (;;) {
    {
      const std::lock_guard guard(m_submitting);
      throw_if_cancelled();
      const ProcessResult ended = run_whole(argv);
      if (ended.ok()) {
        const std::string id(trim(split(ended.out + ";", ';').front()));
        if (number_of(id) > 0) {
          adopt(id);
          answered(reporter);
          return id;
        }
      }
      if (!ended.timed_out && is_refused(ended.err, begin))
        throw Error(ExitCode::failed, fmt::format("Slurm did not accept the job of {}", job.comment))
            .notes(lines_of(ended))
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

void SlurmCluster::look_since(Clock::time_point not_before, Reporter& reporter) {
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

std::vector<SlurmJob> SlurmCluster::named_by(const std::string& key) const {
  const std::lock_guard guard(m_mutex);
  std::vector<SlurmJob> jobs;
  for (const auto& [id, job] : m_snapshot.by_id)
    if (job.name.find(key) != std::string::npos) jobs.push_back(job);
  std::ranges::sort(jobs, {}, [](const SlurmJob& job) { return number_of(job.id); });
  return jobs;
}

std::optional<SlurmJob> SlurmCluster::find_alive(const std::string& key, Clock::time_point not_before,
                                                 Reporter& reporter) {
  look_since(not_before, reporter);
  auto jobs = named_by(key);
  std::erase_if(jobs, [](const SlurmJob& job) { return !job.is_alive(); });
  return jobs.empty() ? std::nullopt : std::optional(jobs.back());
}

void SlurmCluster::adopt(const std::string& id) {
  const std::lock_guard guard(m_mutex);
  m_ours.insert(id);
}

void SlurmCluster::forget(const std::string& id) {
  const std::lock_guard guard(m_mutex);
  m_ours.erase(id);
}

void SlurmCluster::look(Reporter& reporter) {
  {
    const std::lock_guard guard(m_mutex);
    const auto now = Clock::now();
    if (now < m_snapshot.when + m_times.poll || now < m_next_look) return;
  }
  const std::unique_lock looking(m_looking, std::try_to_lock);
  if (looking) try_look(reporter);
}

// With m_looking held.
bool SlurmCluster::try_look(Reporter& reporter) {
  const auto when = Clock::now();
  const ProcessResult ended = run_whole(
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

SlurmCluster::Seen SlurmCluster::seen(const std::string& id) const {
  const std::lock_guard guard(m_mutex);
  Seen seen{.when = m_snapshot.when};
  if (const auto at = m_snapshot.by_id.find(id); at != m_snapshot.by_id.end()) seen.job = at->second;
  return seen;
}

void SlurmCluster::no_answer(const std::string& what, const std::string& error, Reporter& reporter) {
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

void SlurmCluster::answered(Reporter& reporter) {
  {
    const std::lock_guard guard(m_mutex);
    if (!m_down_since) return;
    m_down_since.reset();
    m_next_look = {};
  }
  reporter.note("Slurm answers again");
}

void SlurmCluster::wait_again() const {
  std::chrono::milliseconds wait{};
  {
    const std::lock_guard guard(m_mutex);
    wait = m_wait;
  }
  wait_or_throw(wait);
}

void SlurmCluster::scancel(const std::vector<std::string>& ids, Reporter& reporter) {
  if (ids.empty()) return;
  std::vector<std::string> argv = {"scancel"};
  argv.insert(argv.end(), ids.begin(), ids.end());
  const ProcessResult ended = run_whole(argv);
  if (ended.ok()) return;
  reporter.warning(fmt::format("{} of Slurm could not be cancelled: {}", counted(ids.size(), "job"),
                               join(lines_of(ended), " ")));
  reporter.note(fmt::format("end them with: scancel {}", join(ids, " ")));
}

void SlurmCluster::cancel(const std::string& id, Reporter& reporter) {
  forget(id);
  scancel({id}, reporter);
}

void SlurmCluster::cancel_all(Reporter& reporter) {
  std::set<std::string> ours;
  {
    const std::lock_guard guard(m_mutex);
    ours.swap(m_ours);
  }
  scancel({ours.begin(), ours.end()}, reporter);
}

}  // namespace rpmworks::build
