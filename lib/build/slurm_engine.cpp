// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/slurm_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <mutex>
#include <set>

#include "build/build_follower.hpp"
#include "build/buildroot_listing.hpp"
#include "build/failure.hpp"
#include "build/job_record.hpp"
#include "build/slurm_failure.hpp"
#include "build/slurm_watch.hpp"
#include "core/cancel.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "process/process.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::build {

namespace {

using Clock = SlurmCluster::Clock;

constexpr unsigned k_submissions = 3;  // of a build whose nodes are lost
// Between two looks at a job's folder, and for each job in flight: a shared folder is not to be asked all the
// time.
constexpr auto k_tick = std::chrono::milliseconds(200);
constexpr auto k_tick_per_job = std::chrono::milliseconds(2);
constexpr uint64_t k_own_memory_mib = 512;  // of a job beside what is built
constexpr auto k_own_time = std::chrono::minutes(15);
constexpr auto k_kept = std::chrono::hours(24);  // what a killed run left, to be found by the next

// sbatch replaces %j and the like in nothing but file names; blanks in names trouble people's scripts.
std::string job_name(const std::string& key, const std::string& package) {
  std::string name = fmt::format("rpmworks-{}-{}", key, package);
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.' && c != '+')
      c = '_';
  return name;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

// What `slurm` says; where it says nothing, what `limits` does. An engine that has the same limit is to meet
// it first, as it can tell what took so much: it gets something for itself, and for making the root.
config::Slurm asked_for(const config::Target& target, const config::Building& building) {
  config::Slurm slurm = target.slurm;
  const config::Limits limits = building.limits.over(target.limits);
  const bool has_memory = std::ranges::any_of(
      slurm.options, [](const std::string& option) { return option.starts_with("--mem-per-cpu"); });
  if (slurm.memory.empty() && limits.memory && !has_memory)
    slurm.memory = fmt::format("{}M", (*limits.memory >> 20) + k_own_memory_mib);
  if (slurm.time.empty() && limits.time)
    slurm.time =
        fmt::format("{}", std::chrono::ceil<std::chrono::minutes>(*limits.time + k_own_time).count());
  return slurm;
}

class SlurmEngine : public Engine {
 public:
  SlurmEngine(std::unique_ptr<Engine> inner, const config::Config& config, const store::Workspace& workspace,
              store::Store& store, SlurmOptions options)
      : m_inner(std::move(inner)),
        m_config(config),
        m_workspace(workspace),
        m_store(store),
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
  std::string buildroot_sha256(const BuildRequest& request, Reporter& reporter) override {
    return m_inner->buildroot_sha256(request, reporter);
  }
  std::vector<Piece> buildroot(const BuildRequest& request, Reporter& reporter) override {
    return m_inner->buildroot(request, reporter);
  }
  bool builds_here() const override { return false; }
  void prepare(const config::Target& target, Reporter& reporter) override;
  BuildResult build(const BuildRequest& request, Reporter& reporter) override;

 private:
  struct Job {
    JobRequest request;
    JobFiles files;
    std::string name;
  };

  fs::path folder() const { return m_workspace.state() / "slurm"; }
  void sweep(Reporter& reporter);
  Job job_of(const BuildRequest& request);
  std::optional<JobEnding> left_by_earlier(const Job& job) const;
  std::string submit(const BuildRequest& request, const Job& job, Reporter& reporter);
  std::optional<JobEnding> wait_for(const std::string& id, const Job& job, SlurmWatch& watch,
                                    std::optional<SlurmJob>& lost, Reporter& reporter);
  JobEnding ending_of(const BuildRequest& request, const Job& job, Reporter& reporter);
  [[noreturn]] void fail(const BuildRequest& request, const Job& job, const SlurmJob& ended,
                         const SlurmWatch& watch);
  BuildResult take(const BuildRequest& request, const Job& job, JobEnding ending, Reporter& reporter);

  std::unique_ptr<Engine> m_inner;
  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  SlurmOptions m_options;
  SlurmCluster m_cluster;
  Clock::time_point m_begin = Clock::now();
  std::mutex m_mutex;
  std::set<std::string> m_warned;  ///< what jobs have warned of: of the machine, each says it anew
  std::string m_config_sha256;
  std::map<std::string, std::string> m_environments;  ///< by target
  std::atomic<int> m_in_flight{0};
};

std::optional<JobEnding> record_of(const JobFiles& files) {
  // Opening the folder makes the client of a network file system look again at what is in it.
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(files.folder, failure))
    if (entry.path().filename() == files.result().filename())
      return JobEnding::from_json(read_file(files.result()));
  return std::nullopt;
}

void SlurmEngine::prepare(const config::Target& target, Reporter& reporter) {
  m_cluster.require_usable(asked_for(target, {}), reporter);
  sweep(reporter);
  if (m_config.file.empty()) return;
  std::string text = read_file(m_config.file);
  if (sha256(text) != m_config.sha256)
    throw Error(ExitCode::invalid, fmt::format("{} was changed while it was used", m_config.file.string()))
        .hint("run again");
  m_config_sha256 = m_store.put_bytes(text);
}

// Folders of builds that nobody asks for any more, as their inputs have changed since.
void SlurmEngine::sweep(Reporter& reporter) {
  const auto limit = fs::file_time_type::clock::now() - k_kept;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder()))
    if (entry.is_directory() && entry.last_write_time() < limit) old.push_back(entry.path());
  for (const auto& one : old)
    if (!m_cluster.find_alive(one.filename(), m_begin, reporter)) sandbox::remove_tree(one);
}

SlurmEngine::Job SlurmEngine::job_of(const BuildRequest& request) {
  const config::Target& target = m_config.target(request.target->name);
  Job job;
  job.request = {.config_file = m_config.file,
                 .config_sha256 = m_config_sha256,
                 .workspace = m_workspace,
                 .target = target.name,
                 .engine = m_inner->name(),
                 .version = m_inner->version(),
                 .macros = request.target->macros,
                 .cpus = target.slurm.cpus,
                 .srpm = *request.srpm,
                 .local_packages = request.local_packages,
                 .once_more = request.once_more};
  {
    const std::lock_guard guard(m_mutex);
    std::string& environment = m_environments[target.name];
    if (environment.empty()) environment = m_inner->environment_sha256(target);
    job.request.environment = environment;
  }
  const std::string key = job.request.key();
  job.files.folder = folder() / key;
  job.name = job_name(key, request.srpm->nevra.name);
  return job;
}

// What a run that was killed had built. A failure that is not the package's own may be over by now.
std::optional<JobEnding> SlurmEngine::left_by_earlier(const Job& job) const {
  auto ending = record_of(job.files);
  if (!ending) return std::nullopt;
  if (ending->error ? ending->error->code() != ExitCode::build : !fs::is_directory(ending->folder))
    return std::nullopt;
  return ending;
}

std::string SlurmEngine::submit(const BuildRequest& request, const Job& job, Reporter& reporter) {
  sandbox::remove_tree(job.files.folder);
  make_folders(job.files.folder);
  write_file_atomically(job.files.request(), job.request.to_json());
  std::string id = m_cluster.submit(
      {.key = job.files.folder.filename(),
       .name = job.name,
       .comment = request.srpm->nevra.str(),
       .output = job.files.output(),
       .argv = {m_options.program.string(), "internal", "build-job", job.files.request().string()}},
      asked_for(m_config.target(request.target->name), request.srpm->building), reporter);
  reporter.detail(fmt::format("{}: submitted as job {}", request.srpm->nevra.str(), id));
  return id;
}

// Until there is a record. Without one: what became of the job.
std::optional<JobEnding> SlurmEngine::wait_for(const std::string& id, const Job& job, SlurmWatch& watch,
                                               std::optional<SlurmJob>& lost, Reporter& reporter) {
  const auto begin = Clock::now();
  auto last_alive = begin;  // or thought to be
  for (;;) {
    wait_or_throw(k_tick + k_tick_per_job * m_in_flight.load());
    if (auto ending = record_of(job.files)) {
      m_cluster.forget(id);
      watch.read_on();
      return ending;
    }
    m_cluster.look(reporter);
    watch.read_on();
    auto [seen, when] = m_cluster.seen(id);
    if (when < begin) continue;
    if (seen && seen->state == "PENDING" && seen->reason.find("launch failed") != std::string::npos) {
      // It would be held for ever.
      m_cluster.cancel(id, reporter);
      seen->state = "FAILED";
      lost = seen;
      return std::nullopt;
    }
    if (seen) watch.saw(*seen);
    if (seen && !seen->is_over()) {
      last_alive = Clock::now();
      continue;
    }
    // What it wrote last may not be seen here yet.
    const bool has_written = !seen || seen->state == "COMPLETED" || seen->state == "FAILED";
    if (Clock::now() - last_alive < (has_written ? m_options.times.grace : m_options.times.poll)) continue;
    m_cluster.forget(id);
    lost = seen ? *seen : SlurmJob{.id = id, .state = "UNKNOWN"};
    return std::nullopt;
  }
}

JobEnding SlurmEngine::ending_of(const BuildRequest& request, const Job& job, Reporter& reporter) {
  const std::string nevra = request.srpm->nevra.str();
  std::string id;
  if (const auto found = m_cluster.find_alive(job.files.folder.filename(), m_begin, reporter)) {
    id = found->id;
    m_cluster.adopt(id);
    reporter.note(fmt::format("{}: job {}, which an earlier run submitted, is waited for", nevra, id));
  } else if (auto left = left_by_earlier(job)) {
    reporter.note(fmt::format("{}: an earlier run's job has ended; its result is taken", nevra));
    return std::move(*left);
  }
  for (unsigned number = 1;; ++number) {
    if (id.empty()) id = submit(request, job, reporter);
    SlurmWatch watch(job.files, id, nevra, reporter);
    std::optional<SlurmJob> lost;
    if (auto ending = wait_for(id, job, watch, lost, reporter)) return std::move(*ending);
    if (!is_lost(*lost) || number >= k_submissions) fail(request, job, *lost, watch);
    reporter.warning(
        fmt::format("{}: job {} ended as {} without a result; submitting it again", nevra, id, lost->state));
    id.clear();
  }
}

void SlurmEngine::fail(const BuildRequest& request, const Job& job, const SlurmJob& ended,
                       const SlurmWatch& watch) {
  const auto& options = m_config.target(request.target->name).slurm;
  const bool has_output = fs::is_regular_file(job.files.output());
  auto failure = classify(ended, has_output ? end_of_log(job.files.output()) : "", options);
  TempDir aside(m_workspace.tmp(), "result-");
  if (has_output) copy_file_contents(job.files.output(), aside.path() / "job.log");
  if (const auto logs = watch.logs()) {
    for (const char* const name :
         {"build.log", "root.log", "state.log", "installed_pkgs.log", k_buildroot_file})
      if (fs::is_regular_file(*logs / name)) copy_file_contents(*logs / name, aside.path() / name);
  }
  if (!watch.last_lines().empty() && !fs::exists(aside.path() / "build.log")) {
    std::string text = "(the last lines that came back)\n";
    for (const auto& line : watch.last_lines()) text += line + "\n";
    write_new_file(aside.path() / "build.log", text);
  }
  if (const BuildFollower* const follower = watch.follower()) {
    failure.phase = follower->shown();
    write_new_file(aside.path() / "phases.json", phases_json(follower->phases()));
  }
  write_new_file(aside.path() / "failure.json", to_json(failure));
  note_failed_host(aside.path(), ended.node);
  fs::permissions(aside.path(), fs::perms(0755));
  make_folders(request.result_folder.parent_path());
  rename_durably(aside.path(), request.result_folder);
  aside.release();
  throw Error(failure.code, fmt::format("building {} failed: {}", request.srpm->nevra.str(), failure.cause))
      .notes(failure.lines)
      .note(fmt::format("what is left of it: {}", request.result_folder.string()))
      .hint(failure.hint);
}

BuildResult SlurmEngine::take(const BuildRequest& request, const Job& job, JobEnding ending,
                              Reporter& reporter) {
  for (const auto& text : ending.warnings) {
    const std::lock_guard guard(m_mutex);
    if (m_warned.insert(text).second) reporter.warning(text);
  }
  for (const auto& text : ending.notes) reporter.note(text);
  if (!ending.folder.empty()) {
    make_folders(request.result_folder.parent_path());
    rename_durably(ending.folder, request.result_folder);
  }
  sandbox::remove_tree(job.files.folder);
  if (ending.error) {
    note_failed_host(request.result_folder, ending.host);
    // The engine there knew the folder by another name.
    const Error& error = *ending.error;
    const auto here = [&](const std::string& text) {
      return ending.folder.empty() ? text
                                   : replaced(text, ending.folder.string(), request.result_folder.string());
    };
    Error told(error.code(), here(error.what()));
    if (error.where()) std::move(told).at(*error.where());
    for (const auto& note : error.notes()) std::move(told).note(here(note));
    for (const auto& context : error.trail()) told.during(context);
    throw std::move(told).note("it was built on " + ending.host).hint(error.hint());
  }
  BuildResult result{.name = request.srpm->name,
                     .target = request.target->name,
                     .engine = name(),
                     .srpm_sha256 = request.srpm->sha256,
                     .buildroot_sha256 = ending.buildroot_sha256,
                     .folder = request.result_folder,
                     .host = std::move(ending.host),
                     .elapsed = ending.elapsed,
                     .phases = std::move(ending.phases)};
  for (const auto& built : ending.packages) {
    Artifact artifact{.file_name = built.file_name, .sha256 = built.sha256};
    artifact.path = m_store.blob(built.sha256);
    artifact.package = rpm::read_package(artifact.path);
    result.packages.push_back(std::move(artifact));
  }
  return result;
}

BuildResult SlurmEngine::build(const BuildRequest& request, Reporter& reporter) {
  const Job job = job_of(request);
  Activity activity(reporter, "building", request.srpm->nevra.str());
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
  BuildResult result = take(request, job, std::move(ending), reporter);
  activity.result(fmt::format("{} on {}", counted(result.packages.size(), "package"), result.host));
  return result;
}

}  // namespace

std::unique_ptr<Engine> make_slurm_engine(std::unique_ptr<Engine> inner, const config::Config& config,
                                          const store::Workspace& workspace, store::Store& store,
                                          SlurmOptions options) {
  return std::make_unique<SlurmEngine>(std::move(inner), config, workspace, store, std::move(options));
}

}  // namespace rpmworks::build
