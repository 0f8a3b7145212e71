// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/cluster_job.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "core/cancel.hpp"
#include "core/described.hpp"
#include "core/threads.hpp"
#include "engine/unfulfilled.hpp"
#include "sandbox/sandbox.hpp"
#include "schedule/make_engine.hpp"
#include "slurm/job_record.hpp"

namespace rpmworks::schedule {

namespace {

/// Puts warnings and notes into the record, for the run that made the request.
class RecordSink : public EventSink {
 public:
  explicit RecordSink(slurm::JobEnding& ending) : m_ending(ending) {}
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) m_ending.warnings.push_back(event.subject);
    if (event.kind == Event::Kind::note) m_ending.notes.push_back(event.subject);
  }

 private:
  slurm::JobEnding& m_ending;
};

std::string variable(const char* name, const std::string& otherwise) {
  const char* const value = std::getenv(name);
  return value && *value ? value : otherwise;
}

// Slurm's name for this machine, or its own.
std::string host_name() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) name.front() = '\0';
  return variable("SLURMD_NODENAME", name.data());
}

config::Config config_of(const slurm::JobRequest& request, const store::Store& store) {
  const config::Hostbase hostbase{.folder = request.workspace.hostbase()};
  if (request.config_file.empty()) return config::standalone(hostbase);
  // As it was when the run began: users may have edited the file since.
  return config::parse(read_file(store.whole_blob(request.config_sha256)), request.config_file, hostbase);
}

void require_same(const slurm::JobRequest& request, engine::Engine& engine, const config::Target& target) {
  if (engine.version() != request.version)
    throw Error(ExitCode::failed, fmt::format("the engine on {} is '{}', but the run started with '{}'",
                                              host_name(), engine.version(), request.version))
        .hint("install the same versions of rpmworks and mock on all machines");
  if (engine.environment_sha256(target) != request.environment)
    throw Error(
        ExitCode::upstream,
        fmt::format("the repositories that {} sees for '{}' differ from those at the start of the run",
                    host_name(), target.name))
        .hint("they have changed since, or not all machines use the same cache: run again");
}

// The run that submitted the job found them whole; here they come from another disk, or over a network.
void require_whole_inputs(const slurm::JobRequest& request, const store::Store& store) {
  (void)store.whole_blob(request.package->srpm.sha256);
  for (const fs::path& package : request.local_packages)
    if (const auto sha256 = store.digest_in_name(package)) (void)store.whole_blob(*sha256);
}

engine::BuildResult build(const slurm::JobRequest& request, const fs::path& work, const EngineMaker& make,
                          Reporter& reporter) {
  store::Store store(request.workspace.store_folder);
  require_whole_inputs(request, store);
  const config::Config config = config_of(request, store);
  const config::Target plain = config::with_engine(config.target(request.target), request.engine, "local");
  // With the macros of a bootstrap build, which are not part of the target's environment.
  const config::Target target = config::with_macros(plain, request.macros);
  // Temporary files of its own: a run sweeps those of the workspace when it starts.
  store::Workspace workspace = request.workspace;
  workspace.root = work;
  make_folders(workspace.tmp());
  const auto engine = make({config, workspace, store}, target, request.cpus);
  const ThreadLimit limit(request.cpus);
  require_same(request, *engine, plain);
  return engine->build({.package = request.package,
                        .target = &target,
                        .local_packages = request.local_packages,
                        .extra_requires = request.extra_requires,
                        .result_folder = work / "result",
                        .second_build = request.second_build},
                       reporter);
}

void remove_others(const slurm::JobFiles& files, const fs::path& own) {
  for (const auto& entry : fs::directory_iterator(files.folder)) {
    const std::string name = entry.path().filename();
    if (name.starts_with("work-") && entry.path() != own) sandbox::remove_build_tree(entry.path());
  }
  sandbox::remove_build_tree(own);
  fs::remove(files.result());
}

void take(const engine::BuildResult& result, slurm::JobEnding& ending) {
  ending.buildroot_sha256 = result.buildroot_sha256;
  ending.phases = result.phases;
  ending.elapsed = result.elapsed;
  for (const auto& artifact : result.packages)
    ending.packages.push_back({artifact.file_name, artifact.sha256});
}

// Other jobs may run on this machine, each with as many processors.
std::unique_ptr<engine::Engine> engine_for(const engine::Setup& setup, const config::Target& target,
                                           unsigned cpus) {
  return make_engine(setup, target,
                     {.jobs = std::max(1U, thread_limit() / std::max(1U, cpus)), .cpus = cpus});
}

}  // namespace

ExitCode run_cluster_job(const fs::path& request_file, const std::string& attempt, const EngineMaker& make) {
  const slurm::JobFiles files{request_file.parent_path()};
  const fs::path work = files.work(attempt);
  write_file_atomically(files.attempt(), attempt);
  remove_others(files, work);
  slurm::JobEnding ending{.host = host_name()};
  Reporter reporter(std::make_shared<RecordSink>(ending));
  try {
    take(build(slurm::JobRequest::from_json(read_file(request_file)), work, make, reporter), ending);
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted || cancelled()) return ExitCode::interrupted;
    ending.error = error;
    if (const auto* const asked = dynamic_cast<const engine::Unfulfilled*>(&error))
      ending.unfulfilled = asked->requirements();
  } catch (...) {
    ending.error = described(std::current_exception());
  }
  if (fs::is_directory(work / "result")) ending.folder = work / "result";
  // This node was considered lost, and a later attempt runs elsewhere.
  if (read_file(files.attempt()) != attempt) return ExitCode::interrupted;
  // Synced: the run that waits for the job may be on another machine, and the build may have taken hours.
  write_file_atomically(files.result(), ending.to_json());
  return ending.error ? ending.error->code() : ExitCode::done;
}

ExitCode run_cluster_job(const fs::path& request) {
  const std::string attempt = fmt::format("{}-{}", variable("SLURM_JOB_ID", fmt::format("pid{}", ::getpid())),
                                          variable("SLURM_RESTART_COUNT", "0"));
  return run_cluster_job(request, attempt, engine_for);
}

}  // namespace rpmworks::schedule
