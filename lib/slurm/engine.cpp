// SPDX-License-Identifier: GPL-3.0-or-later
#include "slurm/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <utility>
#include <variant>

#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "sandbox/sandbox.hpp"
#include "slurm/ending.hpp"
#include "slurm/failure.hpp"
#include "slurm/job_record.hpp"
#include "slurm/request.hpp"
#include "slurm/watch.hpp"

namespace rpmworks::slurm {

namespace {

using Clock = Cluster::Clock;

constexpr unsigned k_submissions = 3;  // limit for a build whose nodes are lost
// Each job adds this to the interval between two checks, to limit the load on the shared file system.
constexpr auto k_tick_per_job = std::chrono::milliseconds(2);
constexpr auto k_kept = std::chrono::hours(24);  // how long the folders of a killed run are kept

class SlurmEngine : public engine::Engine {
 public:
  SlurmEngine(std::unique_ptr<engine::Engine> inner, const engine::Setup& setup, Options options)
      : m_inner(std::move(inner)),
        m_config(setup.config),
        m_workspace(setup.workspace),
        m_store(setup.store),
        m_options(std::move(options)),
        m_cluster(folder(), m_options.times) {
    if (m_options.program.empty()) m_options.program = this_program();
  }

  std::string name() const override { return m_inner->name(); }
  std::string version() const override { return m_inner->version(); }
  std::string environment_sha256(const config::Target& target) override {
    return m_inner->environment_sha256(target);
  }
  std::string trust_sha256(const config::Target& target) override { return m_inner->trust_sha256(target); }
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) override {
    return m_inner->repositories(target, reporter);
  }
  std::string buildroot_sha256(const engine::BuildRequest& request, Reporter& reporter) override {
    return m_inner->buildroot_sha256(request, reporter);
  }
  std::vector<engine::InstalledPackage> buildroot(const engine::BuildRequest& request,
                                                  Reporter& reporter) override {
    return m_inner->buildroot(request, reporter);
  }
  bool builds_here() const override { return false; }
  void prepare(const config::Target& target, Reporter& reporter) override;
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override;

 private:
  struct PreparedJob {
    JobRequest request;
    JobFiles files;
    std::string name;
  };

  fs::path folder() const { return m_workspace.state() / "slurm"; }
  void sweep(Reporter& reporter);
  PreparedJob job_of(const engine::BuildRequest& request);
  std::string submit(const engine::BuildRequest& request, const PreparedJob& job, Reporter& reporter);
  std::optional<std::string> submitted_earlier(const PreparedJob& job, const std::string& nevra,
                                               Reporter& reporter);
  bool note_put_back(const Job& job, const std::string& from, const std::string& nevra, Reporter& reporter);
  std::variant<JobEnding, Job> wait_for(const std::string& id, const PreparedJob& job, JobWatch& watch,
                                        unsigned& losses, Reporter& reporter);
  JobEnding ending_of(const engine::BuildRequest& request, const PreparedJob& job, Reporter& reporter);

  std::unique_ptr<engine::Engine> m_inner;
  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  Options m_options;
  Cluster m_cluster;
  Clock::time_point m_begin = Clock::now();
  std::mutex m_mutex;
  std::set<std::string> m_warned;  ///< warnings of jobs that were already printed
  std::string m_config_sha256;
  std::map<std::string, std::string> m_environments;  ///< by target
  std::atomic<int> m_in_flight{0};
};

void SlurmEngine::prepare(const config::Target& target, Reporter& reporter) {
  m_cluster.require_usable(options_for(target, {}), reporter);
  sweep(reporter);
  if (m_config.file.empty()) return;
  std::string text = read_file(m_config.file);
  if (sha256(text) != m_config.sha256)
    throw Error(ExitCode::invalid, fmt::format("{} was changed while it was used", m_config.file.string()))
        .hint("run again");
  m_config_sha256 = m_store.put_bytes(text);
}

// Removes folders that are older than k_kept and have no job. No run uses them if the inputs of their builds
// changed.
void SlurmEngine::sweep(Reporter& reporter) {
  const auto limit = fs::file_time_type::clock::now() - k_kept;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder()))
    if (entry.is_directory() && entry.last_write_time() < limit) old.push_back(entry.path());
  for (const auto& one : old)
    if (!m_cluster.find(one.filename(), m_begin, reporter)) sandbox::remove_build_tree(one);
}

SlurmEngine::PreparedJob SlurmEngine::job_of(const engine::BuildRequest& request) {
  const config::Target& target = m_config.target(request.target->name);
  PreparedJob job;
  job.request = {.config_file = m_config.file,
                 .config_sha256 = m_config_sha256,
                 .workspace = m_workspace,
                 .target = target.name,
                 .engine = m_inner->name(),
                 .version = m_inner->version(),
                 .macros = request.target->macros,
                 .cpus = target.slurm.cpus,
                 .package = request.package,
                 .extra_requires = request.extra_requires,
                 .local_packages = request.local_packages,
                 .second_build = request.second_build};
  {
    const std::lock_guard guard(m_mutex);
    std::string& environment = m_environments[target.name];
    if (environment.empty()) environment = m_inner->environment_sha256(target);
    job.request.environment = environment;
  }
  const std::string key = job.request.key();
  job.files.folder = folder() / key;
  job.name = job_name(key, request.srpm().nevra.name);
  return job;
}

std::string SlurmEngine::submit(const engine::BuildRequest& request, const PreparedJob& job,
                                Reporter& reporter) {
  sandbox::remove_build_tree(job.files.folder);
  make_folders(job.files.folder);
  // Synced: this machine may be restarted before the job starts.
  write_file_atomically(job.files.request(), job.request.to_json());
  std::string id = m_cluster.submit(
      {.key = job.files.folder.filename(),
       .name = job.name,
       .comment = request.srpm().nevra.str(),
       .output = job.files.output(),
       .argv = {m_options.program.string(), "internal", "build-job", job.files.request().string()}},
      options_for(m_config.target(request.target->name), request.building()), reporter);
  reporter.detail(fmt::format("{}: submitted as job {}", request.srpm().nevra.str(), id));
  return id;
}

// Reports that Slurm took a job from a node. Returns whether that node was lost.
bool SlurmEngine::note_put_back(const Job& job, const std::string& from, const std::string& nevra,
                                Reporter& reporter) {
  const auto node = m_cluster.node(from);
  const bool is_lost = node && node->is_away();
  reporter.note(fmt::format("{}: {}; job {} is back in the queue", nevra,
                            is_lost ? node->text() : "Slurm took it from " + from, job.id));
  return is_lost;
}

// Waits for the record of a job. If the job ends without a record, returns its last state.
std::variant<JobEnding, Job> SlurmEngine::wait_for(const std::string& id, const PreparedJob& job,
                                                   JobWatch& watch, unsigned& losses, Reporter& reporter) {
  const auto begin = Clock::now();
  auto last_alive = begin;
  for (;;) {
    wait_or_throw(m_options.times.tick + k_tick_per_job * m_in_flight.load());
    if (auto ending = record_of(job.files)) {
      m_cluster.forget(id);
      watch.read_on();
      return std::move(*ending);
    }
    m_cluster.look(reporter);
    watch.read_on();
    auto [seen, when] = m_cluster.seen(id);
    if (when < begin) continue;
    if (seen && seen->is_hopeless()) {
      m_cluster.cancel(id, reporter);
      return std::move(*seen);
    }
    if (seen) {
      const auto from = watch.saw(*seen);
      // Slurm itself would retry forever, and the build may be what crashes the nodes.
      if (from && note_put_back(*seen, *from, job.request.package->srpm.nevra.str(), reporter) &&
          ++losses >= k_submissions) {
        m_cluster.cancel(id, reporter);
        return Job{.id = id, .state = "NODE_FAIL", .node = *from};
      }
    }
    if (seen && !seen->is_over()) {
      last_alive = Clock::now();
      continue;
    }
    // The last files of the job may not be visible on this machine yet.
    const bool has_written = !seen || seen->state == "COMPLETED" || seen->state == "FAILED";
    if (Clock::now() - last_alive < (has_written ? m_options.times.grace : m_options.times.poll)) continue;
    m_cluster.forget(id);
    if (auto ending = refreshed_record_of(job.files)) return std::move(*ending);
    return seen ? std::move(*seen) : Job{.id = id, .state = "UNKNOWN"};
  }
}

// The job of an earlier, killed run, unless the job is over. Slurm may put a completing job back into the
// queue.
std::optional<std::string> SlurmEngine::submitted_earlier(const PreparedJob& job, const std::string& nevra,
                                                          Reporter& reporter) {
  bool is_told = false;
  for (;;) {
    const auto found = m_cluster.find(job.files.folder.filename(), m_begin, reporter);
    if (!found || (found->is_ending() && left_by_earlier(job.files, m_store))) return std::nullopt;
    if (!found->is_ending()) return found->id;
    if (!std::exchange(is_told, true))
      reporter.note(
          fmt::format("{}: waiting until Slurm has ended job {} of an earlier run", nevra, found->id));
    wait_or_throw(m_options.times.tick);
    m_cluster.look(reporter);
  }
}

JobEnding SlurmEngine::ending_of(const engine::BuildRequest& request, const PreparedJob& job,
                                 Reporter& reporter) {
  const std::string nevra = request.srpm().nevra.str();
  std::string id;
  if (const auto found = submitted_earlier(job, nevra, reporter)) {
    id = *found;
    m_cluster.adopt(id);
    reporter.note(fmt::format("{}: waiting for job {}, which an earlier run submitted", nevra, id));
  } else if (auto left = left_by_earlier(job.files, m_store)) {
    reporter.note(fmt::format("{}: using the result of an earlier run's job", nevra));
    return std::move(*left);
  }
  for (unsigned losses = 0;; id.clear()) {
    if (id.empty()) id = submit(request, job, reporter);
    JobWatch watch(job.files, id, nevra, reporter);
    auto ended = wait_for(id, job, watch, losses, reporter);
    if (auto* const ending = std::get_if<JobEnding>(&ended)) {
      if (has_packages(*ending, m_store)) return std::move(*ending);
      if (losses >= k_submissions || ++losses >= k_submissions)
        throw Error(ExitCode::failed,
                    fmt::format("packages of {} that its jobs made do not arrive in the store {}", nevra,
                                m_store.folder().string()))
            .note(fmt::format("they are still missing or damaged there after {} jobs", k_submissions))
            .hint("check that all machines share this folder, and that its disk is healthy");
      reporter.warning(
          fmt::format("{}: packages that job {} made are missing in the store {} or damaged; "
                      "submitting it again",
                      nevra, id, m_store.folder().string()));
      continue;
    }
    const Job& lost = std::get<Job>(ended);
    if (!is_lost(lost) || losses >= k_submissions || ++losses >= k_submissions)
      fail_job({request, job.files, name()}, lost, watch, m_config.target(request.target->name).slurm,
               m_workspace.tmp());
    const std::string how = lost.state == "PENDING" ? fmt::format("could not be started ({})", lost.reason)
                                                    : fmt::format("ended as {} without a result", lost.state);
    reporter.warning(fmt::format("{}: job {} {}; submitting it again", nevra, id, how));
  }
}

engine::BuildResult SlurmEngine::build(const engine::BuildRequest& request, Reporter& reporter) {
  const PreparedJob job = job_of(request);
  Activity activity(reporter, "building", request.srpm().nevra.str());
  struct Flight {
    std::atomic<int>& count;
    explicit Flight(std::atomic<int>& in_flight) : count(in_flight) { ++count; }
    ~Flight() { --count; }
  } const flight(m_in_flight);
  JobEnding ending;
  try {
    ending = ending_of(request, job, reporter);
  } catch (const Error&) {
    if (cancelled()) m_cluster.cancel_all(reporter);
    throw;
  }
  {
    // Every job repeats the warnings about its machine.
    const std::lock_guard guard(m_mutex);
    std::erase_if(ending.warnings, [this](const auto& text) { return !m_warned.insert(text).second; });
  }
  engine::BuildResult result = take_job({request, job.files, name()}, std::move(ending), m_store, reporter);
  activity.result(fmt::format("{} on {}", counted(result.packages.size(), "package"), result.host));
  return result;
}

}  // namespace

std::unique_ptr<engine::Engine> make_engine(std::unique_ptr<engine::Engine> inner, const engine::Setup& setup,
                                            Options options) {
  return std::make_unique<SlurmEngine>(std::move(inner), setup, std::move(options));
}

}  // namespace rpmworks::slurm
