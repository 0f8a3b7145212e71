// SPDX-License-Identifier: GPL-3.0-or-later
// Builds on a cluster whose nodes die, are unavailable, or end jobs: every final state of a job.
#include "unit/slurm/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using namespace std::chrono_literals;

TEST_CASE("slurm: a cancelled job") {
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
  CHECK(outcome.results.size() == 1);  // others continue
  REQUIRE(outcome.failed.size() == 1);
  const Error& error = outcome.failed[0].error;
  CHECK(error.code() == ExitCode::build);
  CHECK(std::string(error.what()).starts_with("building app-1.0-1.src failed: Slurm's job "));
  CHECK(std::string(error.what()).ends_with(" was cancelled on n1"));
  CHECK(error.notes() ==
        Names{"slurmstepd: error: *** JOB CANCELLED", "remaining files: " + c.results("app").string()});
  CHECK(read_file(c.results("app") / "failure.json").find("\"class\": \"cancelled\"") != std::string::npos);
  CHECK(std::ranges::find(outcome.timeline.jobs, "app", &schedule::JobRun::name)->host == "n1");
  CHECK(read_file(c.results("app") / "job.log") == "slurmstepd: error: *** JOB CANCELLED\n");
}

TEST_CASE("slurm: jobs that exceeded their time or memory") {
  for (const auto& [state, words] : std::map<std::string, std::string>{
           {"TIMEOUT", "took longer than its time limit on n1"},
           {"DEADLINE", "took longer than its time limit on n1"},
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

TEST_CASE("slurm: a requeued job starts again") {
  Cluster c;
  c.p.add("app");
  std::atomic<int> times{0};
  fs::path half_made;
  c.fate = [&](const std::string& id) -> std::string {
    if (times++ > 0) return "";
    // The work of an attempt before its node dies.
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

TEST_CASE("slurm: after the loss of a node another job is submitted, three at most") {
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

TEST_CASE("slurm: a controller that does not know its nodes yet") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "refuse",
                        "allocation failure: Requested node configuration is not available\n");
  write_file_atomically(c.folder / "nodes", "n1|unknown|none\n");
  const std::jthread reporting([&] {
    std::this_thread::sleep_for(200ms);
    fs::remove(c.folder / "refuse");
  });
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.heard->warnings.size() == 1);
  CHECK_FALSE(
      slurm::may_be_transient("sbatch: error: Memory specification can not be satisfied\nsbatch: error: "
                              "Batch job submission failed: Requested node configuration is not available"));
}

TEST_CASE("slurm: preempted jobs, and jobs without a node") {
  for (const auto& [state, words] : std::map<std::string, std::string>{
           {"BOOT_FAIL", "failed: no node could be booted for Slurm's job 3"},
           {"NODE_FAIL", "failed: the node n1 was lost while Slurm's job 3 ran there"},
           {"PREEMPTED", "failed: Slurm's job 3 was preempted on n1 again and again"},
           {"REVOKED", "failed: Slurm's job 3 was preempted on n1 again and again"}}) {
    CAPTURE(state);
    Cluster c;
    c.p.add("app");
    c.fate = [&, end = state](const std::string& id) { return id < "3" ? end : ""; };
    c.start_nodes();
    CHECK(c.run().complete());
    CHECK(c.submissions() == 3);
    CHECK(c.builds == 1);

    Cluster dead;
    dead.p.add("app");
    dead.fate = [&, end = state](const auto&) { return end; };
    dead.start_nodes();
    const auto outcome = dead.run();
    CHECK(dead.submissions() == 3);
    REQUIRE(outcome.failed.size() == 1);
    CHECK(outcome.failed[0].error.code() == ExitCode::failed);
    CHECK(std::string(outcome.failed[0].error.what()).ends_with(words));
    CHECK(read_file(dead.results("app") / "failure.json").find("\"class\": \"host\"") != std::string::npos);
  }
}

TEST_CASE("slurm: a build that crashes its nodes is not started forever") {
  Cluster c;
  c.p.add("app");
  // Slurm requeues it each time.
  c.fate = [&](const std::string&) {
    c.wait_until_seen();
    write_file_atomically(c.folder / "nodes", "n1|down*|Not responding\n");
    return "PENDING";
  };
  c.rests = true;
  c.start_nodes();
  const auto outcome = c.run();
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].error.what() ==
        std::string("building app-1.0-1.src failed: the node n1 was lost while Slurm's job 1 ran there"));
  CHECK(c.submissions() == 1);
  CHECK(c.get("1", "state") == "CANCELLED");
  CHECK(std::ranges::count(c.heard->notes,
                           "app-1.0-1.src: n1 is down (Not responding); job 1 is back in the queue") == 3);
}

TEST_CASE("slurm: a job requeued by users or for other jobs may start any number of times") {
  Cluster c;
  c.p.add("app");
  std::atomic<int> times{0};
  c.fate = [&](const std::string&) {
    c.wait_until_seen();
    return times++ < 4 ? "REQUEUED" : "";
  };
  c.rests = true;
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.submissions() == 1);
  CHECK(std::ranges::count(c.heard->notes,
                           "app-1.0-1.src: Slurm took it from n1; job 1 is back in the queue") == 4);
}

TEST_CASE("slurm: a job that cannot start reports why, once, and continues when it can") {
  for (const auto& [queued, words] : std::map<std::pair<std::string, std::string>, std::string>{
           {{"PENDING", "JobHeldUser"}, "it is held; `scontrol release 1` releases it"},
           {{"PENDING", "job requeued in held state"}, "it is held; `scontrol release 1` releases it"},
           {{"REQUEUE_HOLD", "None"}, "it is held; `scontrol release 1` releases it"},
           {{"SPECIAL_EXIT", "None"}, "it is held; `scontrol release 1` releases it"},
           {{"PENDING", "ReqNodeNotAvail, UnavailableNodes:n[1-3]"},
            "ReqNodeNotAvail, UnavailableNodes:n[1-3]; `sinfo -R` shows why nodes are unavailable"},
           {{"PENDING", "Resources"}, ""},
           {{"PENDING", "BeginTime"}, ""}}) {
    Cluster c;
    c.p.add("app");
    const std::jthread later([&] {
      for (int i = 0; i < 1000 && c.ids().empty(); ++i) std::this_thread::sleep_for(5ms);
      c.put("1", "reason", queued.second);
      c.put("1", "state", queued.first);
      c.wait_until_seen();
      c.put("1", "reason", "None");
      c.put("1", "state", "PENDING");
      c.start_nodes();
    });
    CHECK(c.run().complete());
    if (words.empty())
      CHECK(c.heard->warnings.empty());
    else
      CHECK(c.heard->warnings == Names{"app-1.0-1.src: job 1 does not start: " + words});
  }
}

TEST_CASE("slurm: a job that would wait forever is ended") {
  Cluster c;
  c.p.add("app");
  c.fate = [&](const std::string& id) {
    c.put(id, "reason", "BadConstraints");
    c.stop_node = true;
    return "PENDING";
  };
  c.start_nodes();
  const auto outcome = c.run();
  REQUIRE(outcome.failed.size() == 1);
  const Error& error = outcome.failed[0].error;
  CHECK(error.code() == ExitCode::invalid);
  CHECK(error.what() == std::string("building app-1.0-1.src failed: Slurm's job 1 would never start "
                                    "(BadConstraints): no node meets its requirements"));
  CHECK(error.hint() ==
        "it requested cpus: 1, partition: builds, memory: 4G, options: --qos=night; see `slurm` of "
        "repos.yaml, and sinfo");
  CHECK(read_file(c.results("app") / "failure.json").find("\"class\": \"configuration\"") !=
        std::string::npos);
  CHECK(c.get("1", "state") == "CANCELLED");
}

TEST_CASE("slurm: a job of an earlier run that Slurm is about to requeue is not submitted again") {
  Cluster c;
  c.p.add("app");
  c.run_and_kill();
  c.put("1", "state", "COMPLETING");
  const std::jthread later([&] {
    c.wait_until_seen();
    c.put("1", "state", "PENDING");
    c.wait_until_seen();
    c.start_nodes();
  });
  CHECK(c.run().complete());
  CHECK(c.ids().size() == 1);
  CHECK(has(c.heard->notes, "app-1.0-1.src: waiting until Slurm has ended job 1 of an earlier run"));
  CHECK(has(c.heard->notes, "app-1.0-1.src: waiting for job 1, which an earlier run submitted"));
}

TEST_CASE("slurm: builds wait if all nodes are unavailable") {
  Cluster c;
  c.p.add("app");
  write_file_atomically(c.folder / "refuse-trial",
                        "allocation failure: Requested node configuration is not available\n");
  write_file_atomically(c.folder / "nodes", "n1|drained|new disk\nn2|down*|Not responding\nn3|idle|none\n");
  c.start_nodes();
  CHECK(c.run().complete());
  CHECK(c.heard->warnings == Names{"no node of the cluster accepts a build now, so builds wait. Unavailable "
                                   "nodes: n1 is drained (new disk), n2 is down (Not responding)"});

  // If all nodes are available, the request is the cause.
  c.p.change("app", "new");
  write_file_atomically(c.folder / "nodes", "n1|idle|none\nn2|mixed|none\nn3|allocated|none\n");
  const std::string text = error_of(ExitCode::invalid, [&] { c.run(); });
  CHECK(text.find("Requested node configuration is not available") != std::string::npos);
  CHECK(text.find("requested: cpus: 1, partition: builds, memory: 4G, options: --qos=night") !=
        std::string::npos);
}

TEST_CASE("slurm: a result that appears late on a shared folder is not a lost job") {
  for (const char* const end : {"COMPLETED", "FAILED"}) {
    Cluster c;
    c.p.add("app");
    if (std::string(end) == "FAILED") c.fails_with = "building app failed in %build";
    std::jthread late;
    c.fate = [&](const std::string& id) -> std::string {
      const fs::path request = split(c.get(id, "argv"), ' ').back();
      ++c.builds;
      schedule::run_cluster_job(request, id + "-0", c.maker());
      const fs::path result = request.parent_path() / "result.json";
      fs::rename(result, c.folder / "unseen");
      late = std::jthread([&c, result] {
        std::this_thread::sleep_for(1s);
        fs::rename(c.folder / "unseen", result);
      });
      return end;
    };
    c.grace = 5s;
    c.start_nodes();
    CHECK(c.run().complete() == c.fails_with.empty());
    CHECK(c.submissions() == 1);
    CHECK(c.builds == 1);
    CHECK(c.heard->warnings.empty());
  }
}
