// SPDX-License-Identifier: GPL-3.0-or-later
// How a run continues when builds fail.
#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

#include "core/described.hpp"
#include "schedule/build.hpp"
#include "support/errors.hpp"
#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

TEST_CASE("after a failure, only its dependants are not built") {
  for (const unsigned jobs : {1U, 3U}) {
    Product p;
    p.add("bad");
    p.add("app", {"bad-devel"});
    p.add("behind", {"app"});
    p.add("lib");
    p.add("other", {"lib"});
    p.engine.fails["bad"] = "building bad-1.0-1 failed in %build";
    const schedule::Outcome outcome = p.outcome({.jobs = jobs});
    REQUIRE(outcome.results.size() == 2);
    CHECK(outcome.results[0].name == "lib");
    CHECK(outcome.results[1].name == "other");
    REQUIRE(outcome.failed.size() == 1);
    CHECK(outcome.failed[0].name == "bad");
    CHECK(outcome.failed[0].nevra == "bad-1.0-1.src");
    CHECK(outcome.failed[0].folder == p.workspace.results() / "el6" / "bad-1.0-1");
    CHECK(outcome.failed[0].elapsed.count() > 0);
    REQUIRE(outcome.not_built.size() == 2);
    CHECK(outcome.not_built[0].name == "app");
    CHECK(outcome.not_built[0].waits_for == Names{"bad"});
    CHECK(outcome.not_built[1].name == "behind");
    CHECK(outcome.not_built[1].waits_for == Names{"bad"});
    CHECK(outcome.error().render() ==
          "error: building bad-1.0-1 failed in %build\n"
          "  the whole log: " +
              (p.workspace.results() / "el6" / "bad-1.0-1" / "build.log").string() +
              "\n"
              "  app was not built: it needs bad, which failed\n"
              "  behind was not built: it needs bad, which failed\n"
              "  while building bad for el6\n"
              "hint: none\n");
    // Built packages are reused, and the next run continues at the failure.
    p.engine.fails.clear();
    p.build({.jobs = 1});
    CHECK(p.engine.built == Names{"bad", "app", "behind"});
  }
}

TEST_CASE("with fail-fast no build starts after a failure, and running builds finish") {
  Product p;
  p.add("bad");
  p.add("app", {"bad-devel"});
  for (const char* name : {"data", "greet", "lib", "other"}) p.add(name);
  p.engine.fails["bad"] = "building bad-1.0-1 failed in %build";
  p.engine.takes = std::chrono::milliseconds(50);
  const schedule::Outcome outcome = p.outcome({.jobs = 2, .fail_fast = true});
  CHECK(p.engine.built.size() <= 3);
  CHECK(outcome.failed.size() == 1);
  CHECK(outcome.results.size() == p.engine.built.size() - 1);
  CHECK(outcome.results.size() + outcome.not_built.size() + 1 == p.packages.size());
  CHECK(outcome.not_built.back().why() == "the run ended first");
  // Packages built meanwhile are reused.
  const Names before = p.engine.built;
  p.engine.fails.clear();
  p.build();
  for (const std::string& name : before) {
    if (name != "bad") CHECK(std::ranges::find(p.engine.built, name) == p.engine.built.end());
  }
}

TEST_CASE("a failure that will affect other builds too ends the run") {
  Product p;
  p.add("bad");
  p.add("lib");
  p.engine.fails["bad"] = "x";
  p.engine.fault = "a package cannot be trusted";
  const schedule::Outcome outcome = p.outcome({.jobs = 1});
  CHECK(p.engine.built == Names{"bad"});
  CHECK(outcome.error().code() == ExitCode::trust);
  REQUIRE(outcome.not_built.size() == 1);
  CHECK(outcome.not_built[0].why() == "the run ended first");
}

TEST_CASE("an error of the system ends the run, and is reported unchanged") {
  Product p;
  p.add("greet");
  p.add("lib");
  const auto end_of = [&](std::function<void()> ends) {
    p.engine.throws = std::move(ends);
    return p.outcome({.jobs = 1}).error();
  };
  const Error full = end_of([] {
    throw fs::filesystem_error("cannot copy file", "/a", "/no/such/b",
                               std::error_code(ENOSPC, std::system_category()));
  });
  CHECK(full.code() == ExitCode::failed);
  CHECK(std::string(full.what()) == "cannot copy file /a → /no/such/b: No space left on device");
  CHECK(full.notes().at(0).ends_with(" are free there now"));
  CHECK(full.trail() == std::vector<std::string>{"building greet for el6"});
  CHECK(full.hint().starts_with("free some space on that file system"));
  CHECK(std::string(end_of([] { throw std::bad_alloc(); }).what()) == "out of memory");
  CHECK(end_of([] { throw std::system_error(EAGAIN, std::system_category()); }).hint() ==
        k_no_more_processes);
  CHECK(std::string(end_of([] { throw std::out_of_range("map::at"); }).what()) ==
        "this is a bug in rpmworks: map::at");
}

TEST_CASE("a package that waits for names to be revealed is reported with the failed one") {
  Product p;
  p.add("app", {"pkgconfig(greet)"});
  p.add("greet");
  p.add("lib");
  p.engine.fails["greet"] = "building greet-1.0-1 failed in %build";
  const schedule::Outcome outcome = p.outcome();
  REQUIRE(outcome.not_built.size() == 1);
  CHECK(outcome.not_built[0].name == "app");
  CHECK(outcome.not_built[0].waits_for == Names{"greet"});
  REQUIRE(outcome.results.size() == 1);
  CHECK(outcome.results[0].name == "lib");
}

TEST_CASE("a failed package is not replaced by another provider") {
  // The repositories have a lib too, but app must use the product's.
  Product p({{.name = "lib"}});
  p.add("app", {"lib"});
  p.add("lib");
  p.engine.fails["lib"] = "building lib-1.0-1 failed in %build";
  CHECK(p.outcome().results.empty());
  CHECK(p.engine.built == Names{"lib"});
}

TEST_CASE("if several builds fail, each is reported with its cause and log") {
  Product p;
  p.add("bad");
  p.add("good");
  p.add("worse");
  p.engine.fails["worse"] = "building worse-1.0-1 failed in %check: 3 tests failed";
  p.engine.fails["bad"] = "building bad-1.0-1 failed in %build: cc: oops";
  p.engine.takes = std::chrono::milliseconds(50);
  const std::string text = p.error(ExitCode::build, {.jobs = 3});
  const std::string results = (p.workspace.results() / "el6").string();
  CHECK(text ==
        "error: 2 builds failed: bad, worse\n"
        "  bad: building bad-1.0-1 failed in %build: cc: oops\n"
        "    the whole log: " +
            results +
            "/bad-1.0-1/build.log\n"
            "    hint: none\n"
            "  worse: building worse-1.0-1 failed in %check: 3 tests failed\n"
            "    the whole log: " +
            results +
            "/worse-1.0-1/build.log\n"
            "    hint: none\n");
}

TEST_CASE("an unresolved name is not blamed on a failed package") {
  Product p;
  p.add("scripts");
  p.engine.makes["scripts"] = {{.name = "scripts", .requires_ = {"/usr/bin/nobody-has-this"}},
                               {.name = "scripts-devel"}};
  p.add("user", {"scripts"});
  p.add("unrelated");
  p.engine.fails["unrelated"] = "building unrelated-1.0-1 failed in %build";
  const schedule::Outcome outcome = p.outcome();
  CHECK(outcome.not_built.empty());
  REQUIRE(outcome.failed.size() == 2);
  const auto user = std::ranges::find(outcome.failed, "user", &schedule::Failed::name);
  REQUIRE(user != outcome.failed.end());
  CHECK(user->error.render() ==
        "error: unresolved BuildRequires for the target 'el6': neither its repositories nor the product's "
        "own packages provide it\n  user: scripts: nothing provides /usr/bin/nobody-has-this needed by "
        "scripts-1.0-1.noarch\n  these packages were not built either, so what else they provide is unknown: "
        "unrelated\nhint: correct the specs, or add a repository that provides these to the target's "
        "buildroot.repos\n");
}

TEST_CASE("a package waits for the failed package that would have provided a name") {
  Product p;
  p.add("by-spec", {"virtual"});
  p.add("by-name", {"libgone.so.1()(64bit)"});
  p.add("gone", {}, {"virtual"});
  p.add("innocent");
  p.engine.fails["gone"] = p.engine.fails["innocent"] = "failed in %build";
  const schedule::Outcome outcome = p.outcome();
  REQUIRE(outcome.not_built.size() == 2);
  for (const schedule::NotBuilt& one : outcome.not_built) CHECK(one.waits_for == Names{"gone"});
}

TEST_CASE("a build that asks for another package of the product waits for it and is built again") {
  Product p;
  p.add("macros");
  p.add("user", {"macros"});
  p.add("wanted");
  p.engine.asks["user"] = {"wanted"};
  p.build({.jobs = 1});
  CHECK(p.engine.visible["user"] == Names{"macros", "wanted"});
  CHECK(std::ranges::count(p.engine.built, "user") == 2);
  // The next run knows the dependency from the start.
  CHECK(p.built_in_one_run().empty());
  p.build({.jobs = 1, .rebuild = {"user"}});
  CHECK(p.engine.built == Names{"user"});
  CHECK(p.engine.visible["user"] == Names{"macros", "wanted"});
  // As soon as something else is seen, it is retried.
  p.change("macros", "another");
  p.engine.makes["macros"].front().summary = "Another";
  p.engine.asks.clear();
  p.build({.jobs = 1});
  CHECK(p.engine.visible["user"] == Names{"macros"});
}

TEST_CASE("a generator that asks for a package built beside it waits for that package") {
  const char* const generates = "rpmlib(DynamicBuildRequires) <= 4.15.0-1";
  Product p;
  p.add("app", {generates});
  p.add("lib", {generates});
  p.add("plain");
  p.engine.asks["app"] = {"lib"};
  p.build({.jobs = 1});
  CHECK(p.engine.built == Names{"plain", "app", "lib", "app"});
  CHECK(std::ranges::count(p.engine.visible["app"], "lib") == 1);
  // The next run knows the dependency from the start.
  CHECK(p.built_in_one_run().empty());
  p.build({.jobs = 1, .rebuild = {"app"}});
  CHECK(p.engine.built == Names{"app"});
  // more is built after lib, which has a generator too; app waits for both.
  Product q;
  q.add("app", {generates});
  q.add("lib", {generates});
  q.add("more", {"lib"});
  q.engine.asks["app"] = {"more"};
  for (const unsigned jobs : {1U, 4U}) {
    q.change("app", "with " + std::to_string(jobs));
    q.build({.jobs = jobs});
    CHECK(std::ranges::count(q.engine.visible["app"], "more") == 1);
  }
}

TEST_CASE("generators that ask for each other, or for their dependants, fail") {
  const char* const generates = "rpmlib(DynamicBuildRequires) <= 4.15.0-1";
  Product p;
  p.add("app", {generates});
  p.add("lib", {generates});
  p.engine.asks["app"] = {"lib"};
  p.engine.asks["lib"] = {"app"};
  for (int i = 0; i < 2; ++i) {  // the second time, their requirements are known
    const schedule::Outcome outcome = p.outcome();
    REQUIRE(outcome.failed.size() == 1);
    CHECK(std::string(outcome.failed[0].error.what()) == "app asks for lib");
    REQUIRE(outcome.not_built.size() == 1);
    CHECK(outcome.not_built[0].waits_for == Names{"app"});
    CHECK(p.engine.built.size() == 2);
  }
  Product r;
  r.add("app", {generates});
  r.add("lib", {generates});
  r.engine.asks["app"] = {"lib"};
  r.engine.asks["lib"] = {"nowhere"};
  for (int i = 0; i < 2; ++i) {
    const schedule::Outcome outcome = r.outcome();
    REQUIRE(outcome.failed.size() == 1);
    CHECK(std::string(outcome.failed[0].error.what()) == "lib asks for nowhere");
    REQUIRE(outcome.not_built.size() == 1);
    CHECK(outcome.not_built[0].waits_for == Names{"lib"});
  }
  Product q;
  q.add("app", {generates});
  q.add("needs-app", {"app"});
  q.engine.asks["app"] = {"needs-app"};
  const schedule::Outcome outcome = q.outcome();
  REQUIRE(outcome.failed.size() == 1);
  CHECK(std::string(outcome.failed[0].error.what()) == "app asks for needs-app");
  CHECK(q.engine.built == Names{"app"});
}

TEST_CASE("an unselected package is built if a build asks for it") {
  Product p;
  p.add("macros");
  p.add("user", {"macros"});
  p.add("wanted");
  p.add("other");
  p.engine.asks["user"] = {"wanted"};
  const auto results = p.build({.jobs = 1, .only = {"user"}});
  CHECK(p.engine.visible["user"] == Names{"macros", "wanted"});
  CHECK(std::ranges::count(p.engine.built, "other") == 0);
  CHECK(std::ranges::any_of(results, [](const auto& result) { return result.name == "user"; }));
}

TEST_CASE("a build that asks for something that nobody provides fails") {
  Product p;
  p.add("user");
  p.add("other");
  p.engine.asks["user"] = {"nowhere"};
  const schedule::Outcome outcome = p.outcome();
  REQUIRE(outcome.failed.size() == 1);
  CHECK(std::string(outcome.failed[0].error.what()) == "user asks for nowhere");
  CHECK(std::ranges::count(p.engine.built, "user") == 1);
  // A cycle does not help either.
  p.engine.asks["user"] = {"other"};
  p.get("other").info.build_requires = {"user"};
  CHECK(std::string(p.outcome().failed[0].error.what()) == "user asks for other");
}

TEST_CASE("a source package that was damaged in the store is not blamed on the package") {
  Product p;
  srpm::Srpm& srpm = p.add("a");
  srpm.path = p.folder.path() / "a.src.rpm";
  write_file_atomically(srpm.path, "cut off");
  p.add("other");
  const schedule::Outcome outcome = p.outcome();
  REQUIRE(outcome.failed.size() == 1);
  CHECK(std::string(outcome.failed[0].error.what()) ==
        "the source package a-1.0-1.src was damaged in the store and was removed from it");
  CHECK(outcome.results.size() == 1);
  CHECK_FALSE(fs::exists(p.get("a").path));
}
