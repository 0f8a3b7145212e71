// SPDX-License-Identifier: GPL-3.0-or-later
// Builds on a cluster with a stand-in for Slurm's programs: tests/support/slurm-stand-in. A thread plays the
// nodes.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>

#include "build/job_run.hpp"
#include "build/slurm_engine.hpp"
#include "config/config.hpp"
#include "unit/build/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using namespace std::chrono_literals;

namespace {

class Heard : public EventSink {
 public:
  void on_event(const Event& event) override {
    if (event.kind == Event::Kind::warning) warnings.push_back(event.subject);
    if (event.kind == Event::Kind::note) notes.push_back(event.subject);
    if (event.kind == Event::Kind::phase) phases.push_back(event.subject + ": " + event.result);
    if (event.kind == Event::Kind::detail) details.push_back(event.subject);
  }
  Names warnings, notes, phases, details;
};

bool has(const Names& lines, const std::string& line) {
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
  std::string fails_with;  ///< what a build on a node fails with
  /// What becomes of a job that is about to run, as the state to put it into; "": it is run.
  std::function<std::string(const std::string& id)> fate = [](const auto&) { return ""; };
  std::atomic<int> builds{0};
  std::jthread nodes;

  Cluster() {
    make_folders(folder / "jobs");
    for (const char* const program : {"sbatch", "squeue", "scancel"})
      fs::create_symlink(RPMWORKS_SLURM_STAND_IN, folder / program);
    ::setenv("PATH", (folder.string() + ":" + old_path).c_str(), 1);
    make_folders(p.workspace.root);
    write_file_atomically(p.workspace.root / "repos.yaml",
                          "schema: 1\nproduct: p\ntargets:\n  el6: { dist: .el6, executor: slurm, slurm: { "
                          "partition: builds, memory: 4G, options: [--qos=night] }, buildroot: { repos: "
                          "[hostbase], install: [] } }\n");
    config = config::load(p.workspace.root / "repos.yaml", {.folder = p.workspace.hostbase()});
  }
  ~Cluster() {
    nodes = {};
    ::setenv("PATH", old_path.c_str(), 1);
  }

  std::unique_ptr<build::Engine> inner() {
    auto engine = std::make_unique<FakeEngine>(p.store, p.engine.repositories(p.target, Reporter::silent()));
    engine->makes = p.engine.makes;
    engine->wavering = p.engine.wavering;
    if (!fails_with.empty())
      for (const auto& srpm : p.srpms) engine->fails[srpm.name] = fails_with;
    return engine;
  }
  build::EngineMaker maker() {
    return [this](const config::Config&, const config::Target& target, const store::Workspace&, store::Store&,
                  unsigned) {
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
  /// A node takes what waits, one after another.
  void start_nodes() {
    nodes = std::jthread([this](const std::stop_token& stop) {
      std::map<std::string, int> restarts;
      while (!stop.stop_requested()) {
        for (const auto& id : ids()) {
          if (get(id, "state") != "PENDING") continue;
          put(id, "node", "n1");
          put(id, "state", "RUNNING");
          if (const std::string end = fate(id); !end.empty()) {
            put(id, "state", end);
            ++restarts[id];
            continue;
          }
          const std::string request = split(get(id, "argv"), ' ').back();
          ++builds;
          const ExitCode code = build::run_job(request, fmt::format("{}-{}", id, restarts[id]), maker());
          put(id, "state", code == ExitCode::done ? "COMPLETED" : "FAILED");
        }
        std::this_thread::sleep_for(5ms);
      }
    });
  }
  build::Outcome run(build::BuildOptions options = {}) {
    const build::SlurmTimes times{
        .poll = 20ms, .first_wait = 10ms, .longest_wait = 50ms, .patience = 10s, .grace = 300ms};
    const auto engine = build::make_slurm_engine(inner(), config, p.workspace, p.store,
                                                 {.program = "/usr/bin/rpmworks", .times = times});
    // Whatever this machine has left does not matter.
    options.resources = [] { return build::Resources{}; };
    return build::build_all(p.srpms, *engine, config.target("el6"), p.workspace, p.store, options, reporter);
  }
  /// A run in a process of its own, which is killed as soon as a job has been submitted.
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

}  // namespace

TEST_CASE("slurm: builds go through the queue, in order, and come back") {
  Cluster c;
  c.p.add("app", {"lib-devel", "gcc"});
  c.p.add("lib", {"make"});
  const std::jthread later([&] {
    std::this_thread::sleep_for(500ms);
    c.start_nodes();
  });
  auto outcome = c.run();
  REQUIRE(outcome.timeline.jobs.size() == 2);
  CHECK_FALSE(outcome.timeline.jobs[0].host.empty());
  const std::string host = outcome.timeline.jobs[0].host;
  const auto results = std::move(outcome).require_complete();
  CHECK(results[0].host == host);
  CHECK(has(c.heard->phases, "lib-1.0-1.src: queueing"));
  REQUIRE(results.size() == 2);
  CHECK(results[0].name == "app");
  CHECK(results[0].engine == "fake");
  CHECK(results[0].folder == c.results("app"));
  CHECK(fs::exists(results[0].folder / "app-1.0-1.noarch.rpm"));
  CHECK(results[0].packages.size() == 2);
  CHECK(results[0].elapsed == 10ms);  // of the build, not of the queue
  const std::string calls = read_file(c.folder / "calls");
  for (const char* const word : {"--partition=builds", "--mem=4G", "--qos=night", "--cpus-per-task=1",
                                 "--requeue", "--comment=lib-1.0-1.src"})
    CHECK(calls.find(word) != std::string::npos);
  CHECK(c.get("1", "name").ends_with("-lib"));
  CHECK(
      c.get("1", "argv")
          .starts_with("/usr/bin/rpmworks internal build-job " + (c.p.workspace.state() / "slurm").string()));
  // Nothing is left of a job whose result was taken; and it was kept as any other.
  CHECK(std::distance(fs::directory_iterator(c.p.workspace.state() / "slurm"), {}) == 1);  // the launcher
  CHECK(c.run().require_complete()[0].cached);
  CHECK(c.submissions() == 2);
}

TEST_CASE("slurm: a build that fails there fails here, with the same words") {
  Cluster c;
  c.p.add("app");
  c.fails_with = "building app failed in %build";
  c.start_nodes();
  const auto outcome = c.run();
  REQUIRE(outcome.failed.size() == 1);
  const Error& error = outcome.failed[0].error;
  CHECK(error.code() == ExitCode::build);
  CHECK(error.what() == std::string("building app failed in %build"));
  CHECK(error.notes()[0] == "the whole log: " + (c.results("app") / "build.log").string());
  CHECK(error.notes()[1].starts_with("it was built on "));
  CHECK(error.hint() == "none");
  CHECK(fs::exists(c.results("app") / "build.log"));
}

TEST_CASE("slurm: a request holds all that determines a build") {
  build::JobRequest request;
  request.srpm.building = {.limits = {.memory = 1UL << 33, .processes = 7, .time = 90s, .disk = 5},
                           .network = true,
                           .check = false,
                           .tmpfs = false};
  request.once_more = true;
  const auto read = build::JobRequest::from_json(request.to_json());
  CHECK(read.srpm.building == request.srpm.building);
  CHECK(read.once_more);
  CHECK(read.key() == request.key());
  build::JobRequest first = request;
  first.once_more = false;
  CHECK(first.key() != request.key());
  first.srpm.building = {};
  CHECK(build::JobRequest::from_json(first.to_json()).srpm.building == config::Building{});
}

TEST_CASE("slurm: built once more to compare") {
  Cluster c;
  c.p.add("app");
  c.p.add("clock");
  c.p.engine.wavering = {"clock"};
  c.start_nodes();
  const auto outcome = c.run({.check = true});
  CHECK(c.submissions() == 4);
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].error.code() == ExitCode::gate);
  CHECK(outcome.failed[0].error.what() ==
        std::string("clock-1.0-1.noarch.rpm is not reproducible: built once more it differs in "
                    "/usr/share/clock"));
  REQUIRE(outcome.results.size() == 1);
  CHECK(outcome.results[0].reproducible);
}

TEST_CASE("slurm: limits are asked for where slurm says nothing") {
  Cluster c;
  c.p.add("app").building.limits.time = 90s;
  config::Target& target = c.config.targets.at("el6");
  target.limits = {.memory = 1UL << 30, .time = 1h};
  c.start_nodes();
  CHECK(c.run().complete());
  std::string calls = read_file(c.folder / "calls");
  CHECK(calls.find("--time=75 ") != std::string::npos);  // of a build that has none of its own
  CHECK(calls.find("--time=17 ") != std::string::npos);
  CHECK(calls.find("--mem=4G ") != std::string::npos);
  c.p.change("app", "new");
  target.slurm.memory.clear();
  CHECK(c.run().complete());
  calls = read_file(c.folder / "calls");
  CHECK(calls.find("--mem=1536M ") != std::string::npos);
  c.p.change("app", "newer");
  target.slurm.options = {"--mem-per-cpu=2G"};
  write_file_atomically(c.folder / "calls", "");
  CHECK(c.run().complete());
  CHECK(read_file(c.folder / "calls").find("--mem=") == std::string::npos);
}

TEST_CASE("slurm: a job that is cancelled") {
  Cluster c;
  c.p.add("app");
  c.p.add("other");
  c.fate = [&](const std::string& id) {
    if (!c.get(id, "name").ends_with("-app")) return "";
    write_file_atomically(fs::path(split(c.get(id, "argv"), ' ').back()).parent_path() / "job.log",
                          "slurmstepd: error: *** JOB CANCELLED\n");
    return "CANCELLED";
  };
  c.start_nodes();
  const auto outcome = c.run();
  CHECK(outcome.results.size() == 1);  // others go on
  REQUIRE(outcome.failed.size() == 1);
  const Error& error = outcome.failed[0].error;
  CHECK(error.code() == ExitCode::build);
  CHECK(std::string(error.what()).starts_with("building app-1.0-1.src failed: Slurm's job "));
  CHECK(std::string(error.what()).ends_with(" was cancelled on n1"));
  CHECK(error.notes() ==
        Names{"slurmstepd: error: *** JOB CANCELLED", "what is left of it: " + c.results("app").string()});
  CHECK(read_file(c.results("app") / "failure.json").find("\"class\": \"cancelled\"") != std::string::npos);
  CHECK(std::ranges::find(outcome.timeline.jobs, "app", &build::JobRun::name)->host == "n1");
  CHECK(read_file(c.results("app") / "job.log") == "slurmstepd: error: *** JOB CANCELLED\n");
}

TEST_CASE("slurm: jobs that ran out of time or memory") {
  for (const auto& [state, words] : std::map<std::string, std::string>{
           {"TIMEOUT", "took longer than it may on n1"},
           {"OUT_OF_MEMORY", "needed more memory than slurm.memory: 4G on n1"}}) {
    Cluster c;
    c.p.add("app");
    c.fate = [&, end = state](const auto&) { return end; };
    c.start_nodes();
    const auto outcome = c.run();
    REQUIRE(outcome.failed.size() == 1);
    CHECK(std::string(outcome.failed[0].error.what()).ends_with(words));
    CHECK(outcome.failed[0].error.code() == ExitCode::build);
    CHECK(c.submissions() == 1);
  }
}

TEST_CASE("slurm: a job that is put back begins afresh") {
  Cluster c;
  c.p.add("app");
  std::atomic<int> times{0};
  fs::path half_made;
  c.fate = [&](const std::string& id) -> std::string {
    if (times++ > 0) return "";
    // What an attempt has done by the time its node dies.
    const fs::path folder = fs::path(split(c.get(id, "argv"), ' ').back()).parent_path();
    half_made = folder / "work-1-x";
    const fs::path logs = half_made / ".rpmworks" / "tmp" / "result-x";
    make_folders(logs);
    write_file_atomically(logs / "state.log",
                          "2026-01-02 03:04:05,006 - Start: rpmbuild app-1.0-1.src.rpm\n");
    write_file_atomically(logs / "build.log", "half a build\n");
    write_file_atomically(folder / "attempt", "1-x");
    std::this_thread::sleep_for(500ms);
    return "PENDING";
  };
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK_FALSE(fs::exists(half_made));
  CHECK(c.submissions() == 1);
  CHECK(has(c.heard->phases, "app-1.0-1.src: rpmbuild"));
  CHECK(has(c.heard->details, "app-1.0-1.src| half a build"));
}

TEST_CASE("slurm: a node that is lost costs another job, three at most") {
  Cluster c;
  c.p.add("app");
  c.fate = [](const std::string& id) { return id == "1" ? "NODE_FAIL" : ""; };
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 2);
  CHECK(has(c.heard->warnings,
            "app-1.0-1.src: job 1 ended as NODE_FAIL without a result; submitting it again"));

  Cluster dead;
  dead.p.add("app");
  dead.fate = [](const auto&) { return "NODE_FAIL"; };
  dead.start_nodes();
  const auto outcome = dead.run();
  CHECK(dead.submissions() == 3);
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].error.code() == ExitCode::failed);
}

TEST_CASE("slurm: a controller that does not answer for a while") {
  Cluster c;
  c.p.add("app");
  c.fate = [&](const auto&) {
    write_file_atomically(c.folder / "down", "yes\n");
    std::this_thread::sleep_for(300ms);
    fs::remove(c.folder / "down");
    std::this_thread::sleep_for(200ms);
    return "";
  };
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 1);
  REQUIRE(c.heard->warnings.size() == 1);
  CHECK(c.heard->warnings[0] ==
        "Slurm does not take it now and is asked again: squeue: error: Unable to contact slurm controller "
        "(connect failure)");
  CHECK(has(c.heard->notes, "Slurm answers again"));
}

TEST_CASE("slurm: an answer that was lost is no second job") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "lossy", "");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 1);
  CHECK(c.ids().size() == 1);
  CHECK(c.builds == 1);
}

TEST_CASE("slurm: a run that was killed finds its job again") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.fate = [](const auto&) {
    std::this_thread::sleep_for(500ms);
    return "";
  };
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.ids().size() == 1);
  CHECK(c.builds == 1);
  CHECK(has(c.heard->notes, "app-1.0-1.src: job 1, which an earlier run submitted, is waited for"));
}

TEST_CASE("slurm: the result of a job that ended after its run was killed is taken") {
  for (const char* const failure : {"", "building app failed in %build"}) {
    Cluster c;
    c.p.add("app");
    c.fails_with = failure;
    c.run_and_kill();
    c.start_nodes();
    while (c.get("1", "state") == "PENDING" || c.get("1", "state") == "RUNNING")
      std::this_thread::sleep_for(5ms);
    c.nodes = {};  // none is there any more
    CHECK(c.run().complete() == std::string(failure).empty());
    CHECK(c.ids().size() == 1);
    CHECK(has(c.heard->notes, "app-1.0-1.src: an earlier run's job has ended; its result is taken"));
  }
}

TEST_CASE("slurm: a job of an earlier run that was cancelled meanwhile is submitted again") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.put("1", "state", "CANCELLED");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 2);
}

TEST_CASE("slurm: changed inputs are another job") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.p.change("app", "new code");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.ids().size() == 2);
}

TEST_CASE("slurm: what the cluster does not accept is told before the first build") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "refuse", "sbatch: error: invalid partition specified: builds\n");
  const std::string text = error_of(ExitCode::invalid, [&] { c.run(); });
  CHECK(text.starts_with("error: Slurm would not accept a build\n"));
  CHECK(text.find("invalid partition specified: builds") != std::string::npos);
  CHECK(c.ids().empty());
}

TEST_CASE("slurm: an attempt that was given up has nothing more to say") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  const auto late = [&](auto&&...) {
    // The other attempt begins and ends while this one is at work.
    CHECK(build::run_job(request, "1-1", c.maker()) == ExitCode::done);
    c.fails_with = "too late";
    return c.inner();
  };
  CHECK(build::run_job(request, "1-0", late) == ExitCode::interrupted);
  const auto ending = build::JobEnding::from_json(read_file(request.parent_path() / "result.json"));
  REQUIRE(ending);
  CHECK_FALSE(ending->error);
  CHECK(ending->folder == request.parent_path() / "work-1-1" / "result");
}

TEST_CASE("slurm: a machine that sees something else builds nothing") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  const auto ending_with = [&](const std::string& version, const std::string& environment) {
    build::run_job(request, "1-0", [&](auto&&...) -> std::unique_ptr<build::Engine> {
      auto engine = std::make_unique<FakeEngine>(c.p.store, std::vector<upstream::Metadata>{});
      engine->engine_version = version;
      engine->environment = environment;
      return engine;
    });
    return build::JobEnding::from_json(read_file(request.parent_path() / "result.json"))->error;
  };
  CHECK(std::string(ending_with("2", "environment")->what()).find("'2', and the run was begun with '1'") !=
        std::string::npos);
  CHECK(ending_with("1", "newer repositories")->code() == ExitCode::upstream);
}

TEST_CASE("slurm: a controller that does not know its nodes yet") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "refuse",
                        "allocation failure: Requested node configuration is not available\n");
  const std::jthread reporting([&] {
    std::this_thread::sleep_for(200ms);
    fs::remove(c.folder / "refuse");
  });
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.heard->warnings.size() == 1);
  CHECK_FALSE(
      build::may_pass("sbatch: error: Memory specification can not be satisfied\nsbatch: error: "
                      "Batch job submission failed: Requested node configuration is not available"));
}

TEST_CASE("slurm: the queue as squeue prints it") {
  const auto jobs = build::parse_queue(
      "12|RUNNING|None|n1|rpmworks-x\n13|PENDING|launch failed requeued "
      "held||a|b\nslurm: nothing\n");
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "12");
  CHECK(jobs[0].is_alive());
  CHECK(jobs[1].reason == "launch failed requeued held");
  CHECK(jobs[1].name == "a|b");
  CHECK(build::SlurmJob{.state = "TIMEOUT"}.is_over());
  CHECK_FALSE(build::SlurmJob{.state = "COMPLETING"}.is_over());
  CHECK_FALSE(build::SlurmJob{.state = "COMPLETING"}.is_alive());
}
