// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For tests of builds on a cluster, with a replacement for Slurm's programs: tests/support/slurm-stand-in. A
// thread plays the nodes.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "config/config.hpp"
#include "schedule/cluster_job.hpp"
#include "slurm/engine.hpp"
#include "slurm/job_record.hpp"
#include "unit/schedule/fake_engine.hpp"

using namespace std::chrono_literals;

namespace rpmworks::test {

class Heard : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    if (event.kind == Event::Kind::note) notes.push_back(event.subject);
    if (event.kind == Event::Kind::phase) {
      phases.push_back(event.subject + ": " + event.result);
      if (on_phase) on_phase(phases.back());
    }
    if (event.kind == Event::Kind::detail) details.push_back(event.subject);
  }
  Names warnings, notes, phases, details;
  std::function<void(const std::string& phase)> on_phase;
};

inline bool has(const Names& lines, const std::string& line) {
  return std::ranges::find(lines, line) != lines.end();
}

/// A product, its repos.yaml, and Slurm's programs in PATH.
struct Cluster {
  Product p;
  fs::path folder = p.folder.path() / "slurm";
  std::string old_path = std::getenv("PATH");
  config::Config config;
  std::shared_ptr<Heard> heard = std::make_shared<Heard>();
  Reporter reporter{heard};
  std::string fails_with;  ///< the error of a build on a node
  /// The state of a job that is about to run; "" runs it.
  std::function<std::string(const std::string& id)> fate = [](const auto&) { return ""; };
  bool rests = false;  ///< a requeued job starts only after the run has noticed it
  std::chrono::milliseconds grace{300};
  std::atomic<bool> stop_node{false};
  std::atomic<bool> ending{false};
  std::atomic<int> builds{0};
  std::jthread nodes;

  Cluster() {
    make_folders(folder / "jobs");
    for (const char* const program : {"sbatch", "squeue", "sinfo", "scancel"})
      fs::create_symlink(RPMWORKS_SLURM_STAND_IN, folder / program);
    write_file_atomically(folder / "nodes", "n1|idle|none\n");
    ::setenv("PATH", (folder.string() + ":" + old_path).c_str(), 1);
    make_folders(p.workspace.root);
    write_file_atomically(p.workspace.root / "repos.yaml",
                          "schema: 1\nproduct: p\ntargets:\n  el6: { dist: .el6, executor: slurm, slurm: { "
                          "partition: builds, memory: 4G, options: [--qos=night] }, buildroot: { repos: "
                          "[hostbase], install: [] } }\n");
    config = config::load(p.workspace.root / "repos.yaml", {.folder = p.workspace.hostbase()});
  }
  ~Cluster() {
    ending = true;
    nodes = {};
    ::setenv("PATH", old_path.c_str(), 1);
  }

  std::unique_ptr<engine::Engine> inner() {
    auto engine = std::make_unique<FakeEngine>(p.store, p.engine.repositories(p.target, Reporter::silent()));
    engine->makes = p.engine.makes;
    engine->wavering = p.engine.wavering;
    if (!fails_with.empty())
      for (const auto& package : p.packages) engine->fails[package.srpm.name] = fails_with;
    return engine;
  }
  schedule::EngineMaker maker() {
    return [this](const engine::Setup&, const config::Target& target, unsigned) {
      CHECK(target.executor == "local");
      return inner();
    };
  }
  void put(const std::string& id, const std::string& file, const std::string& text) const {
    write_file_atomically(folder / "jobs" / id / file, text + "\n");
  }
  std::string get(const std::string& id, const std::string& file) const {
    return std::string(trim(read_file(folder / "jobs" / id / file)));
  }
  Names ids() const {
    Names ids;
    for (const auto& entry : fs::directory_iterator(folder / "jobs"))
      if (entry.path().extension().empty()) ids.push_back(entry.path().filename());
    return ids;
  }
  /// Until the run knows the state: it has looked at the queue, and started to look again.
  void wait_until_seen() const {
    const auto looks = [this] {
      const Names calls = split(read_file(folder / "calls"), '\n');
      return std::ranges::count_if(calls,
                                   [](const std::string& call) { return call.starts_with("squeue "); });
    };
    const auto enough = looks() + 2;
    for (int i = 0; i < 4000 && !ending && looks() < enough; ++i) std::this_thread::sleep_for(5ms);
  }
  /// A node runs waiting jobs one after another.
  void start_nodes() {
    nodes = std::jthread([this](const std::stop_token& stop) {
      std::map<std::string, int> restarts;
      while (!stop.stop_requested() && !stop_node) {
        for (const auto& id : ids()) {
          if (get(id, "state") != "PENDING") continue;
          put(id, "node", "n1");
          put(id, "state", "RUNNING");
          if (const std::string end = fate(id); !end.empty()) {
            put(id, "state", end);
            ++restarts[id];
            if (end == "PENDING" || end == "REQUEUED") {
              if (rests) wait_until_seen();
              if (end == "REQUEUED") put(id, "state", "PENDING");
            }
            continue;
          }
          const std::string request = split(get(id, "argv"), ' ').back();
          ++builds;
          const ExitCode code =
              schedule::run_cluster_job(request, fmt::format("{}-{}", id, restarts[id]), maker());
          put(id, "state", code == ExitCode::done ? "COMPLETED" : "FAILED");
        }
        std::this_thread::sleep_for(5ms);
      }
    });
  }
  schedule::Outcome run(schedule::BuildOptions options = {}) {
    const slurm::Times times{.tick = 10ms,
                             .poll = 20ms,
                             .first_wait = 10ms,
                             .longest_wait = 50ms,
                             .patience = 10s,
                             .grace = grace};
    const auto engine = slurm::make_engine(inner(), {config, p.workspace, p.store},
                                           {.program = "/usr/bin/rpmworks", .times = times});
    // The free resources of this machine do not matter.
    options.resources = [] { return buildroot::Resources{}; };
    const config::Target& target = config.target("el6");
    return schedule::build_all(p.all(), schedule::Setup{*engine, target, p.workspace, p.store}, options,
                               reporter);
  }
  /// A run in its own process, which is killed as soon as a job has been submitted.
  void run_and_kill() {
    const pid_t child = ::fork();
    if (child == 0) {
      try {
        run();
      } catch (const std::exception& error) {
        MESSAGE(error.what());
      }
      ::_exit(1);
    }
    for (int i = 0; i < 2000 && ids().empty(); ++i) std::this_thread::sleep_for(5ms);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  int submissions() const {
    int count = 0;
    for (const auto& line : split(read_file(folder / "calls"), '\n'))
      count += line.starts_with("sbatch ") && line.find("--test-only") == std::string::npos ? 1 : 0;
    return count;
  }
  fs::path results(const std::string& name) const {
    return p.workspace.results() / "el6" / (name + "-1.0-1");
  }
};

}  // namespace rpmworks::test
