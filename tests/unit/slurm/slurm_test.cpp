// SPDX-License-Identifier: GPL-3.0-or-later
// Builds on a cluster, and runs that find jobs of an earlier run.
#include "unit/slurm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using namespace std::chrono_literals;

TEST_CASE("slurm: builds go through the queue in order, and their results return") {
  Cluster c;
  c.p.add("app", {"lib-devel", "gcc"});
  c.p.add("lib", {"make"});
  // The nodes run jobs only after the first one was seen waiting.
  c.heard->on_phase = [&c](const std::string& phase) {
    if (phase == "lib-1.0-1.src: queueing" && !c.nodes.joinable()) c.start_nodes();
  };
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
  // Nothing remains of a job whose result was used; the result was stored as usual.
  CHECK(std::distance(fs::directory_iterator(c.p.workspace.state() / "slurm"), {}) == 1);  // the launcher
  CHECK(c.run().require_complete()[0].cached);
  CHECK(c.submissions() == 2);
}

TEST_CASE("slurm: a failed build on a node fails here with the same message") {
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

TEST_CASE("slurm: a request contains everything that determines a build") {
  slurm::JobRequest request;
  const auto package = [](const config::Building& building) {
    return std::make_shared<const engine::Package>(
        engine::Package{.building = building, .bootstrap_macros = {{"_with_x", "--with-x"}}});
  };
  request.package = package({.limits = {.memory = 1UL << 33, .processes = 7, .time = 90s, .disk = 5},
                             .network = true,
                             .check = false,
                             .ccache = false,
                             .tmpfs = false});
  request.second_build = true;
  const auto read = slurm::JobRequest::from_json(request.to_json());
  CHECK(read.package->building == request.package->building);
  CHECK(read.package->bootstrap_macros == request.package->bootstrap_macros);
  CHECK(read.second_build);
  CHECK(read.key() == request.key());
  slurm::JobRequest first = request;
  first.second_build = false;
  CHECK(first.key() != request.key());
  first.package = package({});
  CHECK(slurm::JobRequest::from_json(first.to_json()).package->building == config::Building{});
}

TEST_CASE("slurm: a second build for comparison") {
  Cluster c;
  c.p.add("app");
  c.p.add("clock");
  c.p.engine.wavering = {"clock"};
  c.start_nodes();
  const auto outcome = c.run({.check = true});
  CHECK(c.submissions() == 4);
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].error.code() == ExitCode::gate);
  CHECK(
      outcome.failed[0].error.what() ==
      std::string("clock-1.0-1.noarch.rpm is not reproducible: a second build differs in /usr/share/clock"));
  REQUIRE(outcome.results.size() == 1);
  CHECK(outcome.results[0].reproducible);
}

TEST_CASE("slurm: limits apply where `slurm` sets nothing") {
  Cluster c;
  c.p.add("app");
  c.p.package("app").building.limits.time = 90s;
  config::Target& target = c.config.targets.at("el6");
  target.limits = {.memory = 1UL << 30, .time = 1h};
  c.start_nodes();
  CHECK(c.run().complete());
  std::string calls = read_file(c.folder / "calls");
  CHECK(calls.find("--time=75 ") != std::string::npos);  // of a build without its own limits
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
        "Slurm does not accept requests now; retrying: squeue: error: Unable to contact slurm controller "
        "(connect failure)");
  CHECK(has(c.heard->notes, "Slurm answers again"));
}

TEST_CASE("slurm: a lost answer does not cause a second job") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "lossy", "");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 1);
  CHECK(c.ids().size() == 1);
  CHECK(c.builds == 1);
}

TEST_CASE("slurm: a run finds the job of a killed run") {
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
  CHECK(has(c.heard->notes, "app-1.0-1.src: waiting for job 1, which an earlier run submitted"));
}

TEST_CASE("slurm: the result of a job that ended after its run was killed is used") {
  for (const char* const failure : {"", "building app failed in %build"}) {
    Cluster c;
    c.p.add("app");
    c.fails_with = failure;
    c.run_and_kill();
    c.start_nodes();
    while (c.get("1", "state") == "PENDING" || c.get("1", "state") == "RUNNING")
      std::this_thread::sleep_for(5ms);
    c.nodes = {};  // none is left
    CHECK(c.run().complete() == std::string(failure).empty());
    CHECK(c.ids().size() == 1);
    CHECK(has(c.heard->notes, "app-1.0-1.src: using the result of an earlier run's job"));
  }
}

namespace {

void damage(const store::Store& store, const std::string& sha256) {
  const fs::path file = store.blob(sha256);
  fs::permissions(file, fs::perms(0644));
  fs::resize_file(file, 7);
}

// The packages that it puts into the store arrive incompletely.
class LosingEngine : public FakeEngine {
 public:
  LosingEngine(store::Store& store, std::vector<upstream::Metadata> repositories)
      : FakeEngine(store, std::move(repositories)), m_in(store) {}
  engine::BuildResult build(const engine::BuildRequest& request, Reporter& reporter) override {
    engine::BuildResult result = FakeEngine::build(request, reporter);
    damage(m_in, result.packages.front().sha256);
    return result;
  }

 private:
  store::Store& m_in;
};

}  // namespace

TEST_CASE("slurm: a package of an earlier run's job that is damaged now is built again") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.start_nodes();
  while (c.get("1", "state") == "PENDING" || c.get("1", "state") == "RUNNING")
    std::this_thread::sleep_for(5ms);
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  const auto ending = slurm::JobEnding::from_json(read_file(request.parent_path() / "result.json"));
  REQUIRE(ending);
  damage(c.p.store, ending->packages.back().sha256);
  const auto results = c.run().require_complete();
  CHECK(c.ids().size() == 2);
  for (const auto& artifact : results.at(0).packages) CHECK(c.p.store.has_whole_blob(artifact.sha256));
}

TEST_CASE("slurm: a package that arrives incompletely in the store is built again") {
  Cluster c;
  c.p.add("app");
  c.fate = [&](const std::string& id) -> std::string {
    if (id != "1") return "";
    const auto losing = [&](auto&&...) -> std::unique_ptr<engine::Engine> {
      auto engine =
          std::make_unique<LosingEngine>(c.p.store, c.p.engine.repositories(c.p.target, Reporter::silent()));
      engine->makes = c.p.engine.makes;
      return engine;
    };
    CHECK(schedule::run_cluster_job(split(c.get(id, "argv"), ' ').back(), "1-0", losing) == ExitCode::done);
    return "COMPLETED";
  };
  c.start_nodes();
  const auto results = c.run().require_complete();
  CHECK(c.ids().size() == 2);
  CHECK(has(c.heard->warnings, "app-1.0-1.src: packages that job 1 made are missing in the store " +
                                   c.p.store.folder().string() + " or damaged; submitting it again"));
  for (const auto& artifact : results.at(0).packages) CHECK(c.p.store.has_whole_blob(artifact.sha256));
}

TEST_CASE("slurm: a job does not build a damaged source package") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  damage(c.p.store, c.p.get("app").sha256);
  CHECK(schedule::run_cluster_job(request, "1-0", c.maker()) == ExitCode::failed);
  const auto ending = slurm::JobEnding::from_json(read_file(request.parent_path() / "result.json"));
  REQUIRE(ending);
  REQUIRE(ending->error);
  CHECK(std::string(ending->error->what()).find("is damaged") != std::string::npos);
  CHECK_FALSE(c.p.store.has_blob(c.p.get("app").sha256));
}

TEST_CASE("slurm: a job of an earlier run that was cancelled is submitted again") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.put("1", "state", "CANCELLED");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 2);
}

TEST_CASE("slurm: changed inputs make another job") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.p.change("app", "new code");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.ids().size() == 2);
}

TEST_CASE("slurm: a request that the cluster does not accept is reported before the first build") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "refuse", "sbatch: error: invalid partition specified: builds\n");
  const std::string text = error_of(ExitCode::invalid, [&] { c.run(); });
  CHECK(text.starts_with("error: Slurm would not accept a build\n"));
  CHECK(text.find("invalid partition specified: builds") != std::string::npos);
  CHECK(c.ids().empty());
}

TEST_CASE("slurm: an abandoned attempt can no longer report a result") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  const auto late = [&](auto&&...) {
    // The other attempt starts and ends while this one is running.
    CHECK(schedule::run_cluster_job(request, "1-1", c.maker()) == ExitCode::done);
    c.fails_with = "too late";
    return c.inner();
  };
  CHECK(schedule::run_cluster_job(request, "1-0", late) == ExitCode::interrupted);
  const auto ending = slurm::JobEnding::from_json(read_file(request.parent_path() / "result.json"));
  REQUIRE(ending);
  CHECK_FALSE(ending->error);
  CHECK(ending->folder == request.parent_path() / "work-1-1" / "result");
}

TEST_CASE("slurm: a machine with another environment builds nothing") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  const fs::path request = split(c.get("1", "argv"), ' ').back();
  const auto ending_with = [&](const std::string& version, const std::string& environment) {
    schedule::run_cluster_job(request, "1-0", [&](auto&&...) -> std::unique_ptr<engine::Engine> {
      auto engine = std::make_unique<FakeEngine>(c.p.store, std::vector<upstream::Metadata>{});
      engine->engine_version = version;
      engine->environment = environment;
      return engine;
    });
    return slurm::JobEnding::from_json(read_file(request.parent_path() / "result.json"))->error;
  };
  CHECK(std::string(ending_with("2", "environment")->what()).find("'2', but the run started with '1'") !=
        std::string::npos);
  CHECK(ending_with("1", "newer repositories")->code() == ExitCode::upstream);
}

TEST_CASE("slurm: the queue as printed by squeue") {
  const auto jobs = slurm::parse_queue(
      "12|RUNNING|None|n1|rpmworks-x\n13|PENDING|launch failed requeued "
      "held||a|b\nslurm: nothing\n");
  REQUIRE(jobs.size() == 2);
  CHECK(jobs[0].id == "12");
  CHECK_FALSE(jobs[0].is_over());
  CHECK(jobs[1].reason == "launch failed requeued held");
  CHECK(jobs[1].name == "a|b");
  CHECK(slurm::Job{.state = "TIMEOUT"}.is_over());
  CHECK_FALSE(slurm::Job{.state = "COMPLETING"}.is_over());
  CHECK(slurm::Job{.state = "COMPLETING"}.is_ending());
}
