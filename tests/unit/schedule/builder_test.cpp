// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/build.hpp"
#include "schedule/make_engine.hpp"

#include <thread>

#include "support/errors.hpp"
#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using engine::BuildResult;

namespace {

const BuildResult& of(const std::vector<BuildResult>& results, const std::string& name) {
  return *std::ranges::find(results, name, &BuildResult::name);
}

/// app depends on lib; another package is independent.
void three_packages(Product& p) {
  p.add("app", {"lib-devel", "gcc"});
  p.add("lib", {"make"});
  p.add("other");
}

}  // namespace

TEST_CASE("builds run in order, each with the packages it needs and no others") {
  Product p;
  three_packages(p);
  const auto results = p.build({.jobs = 1});
  // In the order of the given source packages.
  REQUIRE(results.size() == 3);
  CHECK(results[0].name == "app");
  CHECK(results[1].name == "lib");
  CHECK(std::ranges::find(p.engine.built, "lib") < std::ranges::find(p.engine.built, "app"));
  CHECK(p.engine.visible["app"] == Names{"lib-devel"});
  CHECK(p.engine.visible["lib"].empty());
  CHECK(results[0].reason == "never built");
  CHECK_FALSE(results[0].cached);
  CHECK(results[0].folder == p.workspace.results() / "el6" / "app-1.0-1");
  CHECK(fs::exists(results[0].folder / "build.log"));
  CHECK(results[0].packages.size() == 2);
}

TEST_CASE("the second run builds nothing and does not run the solver") {
  Product p;
  three_packages(p);
  const auto first = p.build();
  const auto second = p.build();
  CHECK(p.engine.built.empty());
  CHECK(p.engine.foretold == 0);
  CHECK(p.engine.opened == 0);
  for (const BuildResult& result : second) {
    CHECK(result.cached);
    CHECK(result.reason == "nothing changed");
    CHECK(result.engine == "fake");
    CHECK(result.buildroot_sha256 == of(first, result.name).buildroot_sha256);
    REQUIRE(result.packages.size() == of(first, result.name).packages.size());
    CHECK(result.packages[0].sha256 == of(first, result.name).packages[0].sha256);
    CHECK(result.packages[0].package.nevra == of(first, result.name).packages[0].package.nevra);
    CHECK(result.folder == of(first, result.name).folder);
  }
}

TEST_CASE("a changed package is built again, and its dependants if its packages changed") {
  Product p;
  three_packages(p);
  p.build();
  // Another source that makes the same packages: dependants are not built.
  p.change("lib", "a new comment");
  auto results = p.build();
  CHECK(p.engine.built == Names{"lib"});
  CHECK(of(results, "lib").reason == "SRPM changed");
  // Another source that makes other packages.
  p.change("lib", "new code");
  p.engine.makes["lib"][1].summary = "New";
  results = p.build();
  CHECK(p.engine.built == Names{"lib", "app"});
  CHECK(of(results, "app").reason == "lib-devel changed");
  CHECK(of(results, "other").cached);
  // A change of a package that is not installed does not matter.
  p.change("lib", "newer code");
  p.engine.makes["lib"][0].summary = "New";
  p.build();
  CHECK(p.engine.built == Names{"lib"});
  // Back to the first: its result is still known.
  p.change("lib", "source of lib");
  p.build();
  CHECK(p.engine.built.empty());
}

TEST_CASE("irrelevant changes in repositories cause no build") {
  Product p;
  three_packages(p);
  p.build();
  p.engine.environment = "newer repositories";
  auto results = p.build();
  CHECK(p.engine.built.empty());
  CHECK(p.engine.foretold > 0);
  CHECK(of(results, "app").reason == "nothing changed");
  p.build();
  CHECK(p.engine.foretold == 0);
  // Another version of the engine may give other packages.
  p.engine.engine_version = "2";
  results = p.build();
  CHECK(p.engine.built.size() == 3);
  CHECK(of(results, "other").reason == "the target or its repositories changed");
  // So may other macros of the target.
  p.engine.environment = "other macros";
  p.target.macros["x"] = "y";
  p.build();
  CHECK(p.engine.built.size() == 3);
}

TEST_CASE("a root with unpredicted packages is not reused") {
  Product p;
  p.add("app");
  p.engine.unforeseen = "a generated BuildRequires";
  p.build();
  p.build();
  CHECK(p.engine.built.empty());  // exactly the same
  p.engine.environment = "newer repositories";
  p.build();
  CHECK(p.engine.built == Names{"app"});
}

TEST_CASE("--force builds in any case, and the reason says so") {
  Product p;
  p.add("app");
  p.build();
  const auto results = p.build({.force = true});
  CHECK(p.engine.built == Names{"app"});
  CHECK(results[0].reason == "rebuild requested");
}

TEST_CASE("the callback runs once before the first build, and not if nothing is built") {
  Product p;
  three_packages(p);
  const auto refuse = [] { throw Error(ExitCode::trust, "no key"); };
  CHECK(error_of(ExitCode::trust, [&] { p.build({.before_first = refuse}); }) == "error: no key\n");
  CHECK(p.engine.built.empty());
  CHECK_FALSE(fs::exists(p.workspace.results()));
  int asked = 0;
  p.build({.before_first = [&] {
    ++asked;
    CHECK(p.engine.built.empty());
  }});
  CHECK(asked == 1);
  p.build({.before_first = refuse});  // nothing changed
}

TEST_CASE("results missing from the folder or the store are restored") {
  Product p;
  p.add("app");
  const auto first = p.build();
  const std::string log = read_file(first[0].folder / "build.log");
  remove_tree(p.workspace.results());
  const auto second = p.build();
  CHECK(p.engine.built.empty());
  CHECK(read_file(second[0].folder / "build.log") == log);
  CHECK(fs::exists(second[0].folder / "app-1.0-1.noarch.rpm"));
  fs::remove(first[0].packages[0].path);
  const auto third = p.build();
  CHECK(p.engine.built == Names{"app"});
  CHECK(third[0].reason == "its result is no longer in the store");
  CHECK(fs::exists(first[0].packages[0].path));
}

TEST_CASE("unreadable records, and records of another form, count as missing") {
  Product p;
  p.add("app", {"make"});
  p.build();
  for (const char* const text : {"rubbish", "{}", "[]", R"({"files": 1, "packages": {"a": 1}})",
                                 R"({"seconds": "x", "srpm": 3, "solved": []})"}) {
    CAPTURE(text);
    for (const auto& entry : fs::recursive_directory_iterator(p.store.folder() / "records")) {
      if (entry.is_regular_file()) write_file_atomically(entry.path(), text);
    }
    p.build();
    CHECK(p.engine.built == Names{"app"});
  }
}

TEST_CASE("if only the trusted keys change, nothing is rebuilt") {
  Product p;
  p.add("app");
  p.build();
  p.engine.trusted = "a stranger";
  const auto results = p.build();
  CHECK(p.engine.built == Names{"app"});
  CHECK(results[0].reason == "the target or its repositories changed");
}

TEST_CASE("changes of users in a result folder do not affect the store") {
  Product p;
  p.add("app");
  const auto first = p.build();
  const fs::path package = first[0].folder / "app-1.0-1.noarch.rpm";
  for (const bool restored : {false, true}) {
    if (restored) {
      remove_tree(p.workspace.results());
      p.build();
    }
    CHECK((fs::status(package).permissions() & fs::perms::mask) == fs::perms(0644));
    flip_byte(package, -1);
    CHECK(p.build()[0].cached);
    for (const auto& artifact : first[0].packages) CHECK(p.store.has_whole_blob(artifact.sha256));
  }
}

TEST_CASE("a package that was damaged in the store is built again") {
  Product p;
  p.add("app");
  const auto first = p.build();
  const auto& artifact = first[0].packages[0];
  // Until a change of the file would change its times.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  fs::permissions(artifact.path, fs::perms(0644));
  flip_byte(artifact.path, -1);
  const auto second = p.build();
  CHECK(p.engine.built == Names{"app"});
  CHECK(second[0].reason == "its result is no longer in the store");
  CHECK(p.store.has_whole_blob(artifact.sha256));
}

TEST_CASE("a build starts only if there is enough memory and disk space") {
  const buildroot::Resources enough = buildroot::k_least_for_a_build;
  Product p;
  p.add("app");
  p.add("lib");
  p.engine.takes = std::chrono::milliseconds(20);
  const auto with = [&](buildroot::Resources left) { return [left] { return left; }; };
  const std::string memory =
      p.error(ExitCode::failed, {.resources = with({.memory = uint64_t{300} << 20, .disk = enough.disk})});
  CHECK(
      says(memory, "only 300.0 MiB of memory are available; a build starts only if 512.0 MiB are available"));
  CHECK(says(memory, "fewer --jobs"));
  const std::string disk =
      p.error(ExitCode::failed, {.resources = with({.memory = enough.memory, .disk = uint64_t{5} << 20})});
  CHECK(says(disk, "only 5.0 MiB of disk space are free at " + p.workspace.root.string() +
                       "; a build starts only if 64.0 MiB are free"));
  CHECK(says(disk, "free some space"));
  CHECK(p.engine.built.empty());
  // While another build runs, its end is waited for.
  int asked = 0;
  p.build({.jobs = 2, .resources = [&] {
             ++asked;
             return asked == 2 || asked == 3 ? buildroot::Resources{} : enough;
           }});
  CHECK(asked == 4);
  CHECK(p.engine.most_at_a_time == 1);
  CHECK(p.engine.built.size() == 2);
  // Unchanged packages need no resources.
  p.build({.resources = with({})});
  CHECK(p.engine.built.empty());
  CHECK(buildroot::resources_left(p.workspace.root).memory > 0);
  CHECK(buildroot::resources_left(p.workspace.root).disk > 0);
}

TEST_CASE("builds are reported as parts of the whole") {
  struct Recorder : EventSink {
    std::vector<Event> events;
    void on_event(const Event& event) override { events.push_back(event); }
  };
  const auto recorder = std::make_shared<Recorder>();
  Reporter reporter(recorder);
  Product p;
  three_packages(p);
  p.build({}, reporter);
  const auto& events = recorder->events;
  const auto begin = std::ranges::find_if(events, [](const Event& event) {
    return event.kind == Event::Kind::begin && event.verb == "building" && event.subject == "packages";
  });
  REQUIRE(begin != events.end());
  CHECK(begin->total == 3);
  CHECK(events.back().id == begin->id);
  CHECK(events.back().done == 3);
  CHECK(events.back().result == "3 built, 0 unchanged");
  CHECK(std::ranges::count_if(events, [&](const Event& event) {
          return event.verb == "pretending" && event.kind == Event::Kind::begin && event.parent == begin->id;
        }) == 3);
}

TEST_CASE("the folder of an earlier result") {
  Product p;
  p.add("app");
  const auto first = p.build();
  const std::string good = read_file(first[0].folder / "build.log");
  // It stays if a build ends before it has logs.
  p.change("app", "other");
  p.engine.fails["app"] = "x";
  p.engine.fault = "a package cannot be trusted";
  CHECK(says(p.error(ExitCode::trust), "cannot be trusted"));
  CHECK(read_file(first[0].folder / "build.log") == good);
  // It is replaced by the logs of a failure.
  p.engine.fault.clear();
  p.error(ExitCode::build);
  CHECK(read_file(first[0].folder / "build.log") != good);
  CHECK_FALSE(fs::exists(first[0].folder / "app-1.0-1.noarch.rpm"));
  // It returns with the original source.
  p.change("app", "source of app");
  p.build();
  CHECK(p.engine.built.empty());
  CHECK(read_file(first[0].folder / "build.log") == good);
  CHECK(fs::is_empty(p.workspace.tmp()));
}

TEST_CASE("several builds at a time, within the limit, each as soon as its dependencies are built") {
  Product p;
  p.add("app");
  p.add("app2", {"app-devel"});
  for (const char* name : {"bad", "data", "greet", "lib", "other"}) p.add(name);
  p.engine.takes = std::chrono::milliseconds(30);
  p.build({.jobs = 2});
  CHECK(p.engine.most_at_a_time == 2);
  // app is on the longer path: it is among the first two, and app2 does not wait for all the others.
  auto place = [&](const char* name) {
    return std::ranges::find(p.engine.built, name) - p.engine.built.begin();
  };
  CHECK(place("app") < 2);
  CHECK(place("app2") < 5);
}

TEST_CASE("earlier build times determine the order") {
  Product p;
  p.add("data");
  p.add("greet");
  p.engine.takes = std::chrono::milliseconds(1);
  CHECK(p.built_in_one_run() == Names{"data", "greet"});
  // The first run recorded 10 ms for both; a package that was never built counts for more.
  p.add("lib");
  p.change("data", "x");
  p.change("greet", "x");
  const Names order = p.built_in_one_run();
  CAPTURE(join(order, " "));
  CHECK(order == Names{"lib", "data", "greet"});
}

TEST_CASE("a package with BuildRequires that only builds reveal") {
  Product p;
  p.add("app", {"pkgconfig(greet)", "/usr/share/data/table"});
  p.add("greet");
  p.add("data");
  p.add("zz-last");
  p.engine.makes["greet"][1].provides = {"pkgconfig(greet) = 1.0"};
  p.engine.makes["data"][0].files = {{"/usr/share/data/table", "x"}};
  p.build();
  CHECK(p.engine.built.back() == "app");
  CHECK(p.engine.visible["app"] == Names{"data", "greet-devel"});
  p.build();
  CHECK(p.engine.built.empty());
  // Only the packages that it used count.
  p.change("zz-last", "y");
  p.engine.makes["zz-last"][0].summary = "New";
  p.build();
  CHECK(p.engine.built == Names{"zz-last"});
  p.change("greet", "y");
  p.engine.makes["greet"][1].summary = "New";
  const auto results = p.build();
  CHECK(p.engine.built == Names{"greet", "app"});
  CHECK(of(results, "app").reason == "greet-devel changed");
}

TEST_CASE("a deferred package waits for another one") {
  Product p;
  p.add("app", {"perl(Second)"});
  p.add("data", {"perl(First)"});
  p.add("greet");
  p.engine.makes["greet"][0].provides = {"perl(First)"};
  p.engine.makes["data"][0].provides = {"perl(Second)"};
  CHECK(p.built_in_one_run() == Names{"greet", "data", "app"});
}

TEST_CASE("if nothing reveals a name, the error lists the built packages") {
  Product p;
  p.add("app", {"pkgconfig(gret)"});
  p.add("app2", {"python3dist(none)"});
  p.add("behind", {"app"});
  p.add("greet");
  p.engine.makes["greet"][1].provides = {"pkgconfig(greet)"};
  const std::string text = p.error(ExitCode::invalid);
  CHECK(p.engine.built == Names{"greet"});
  CHECK(says(text, "app: pkgconfig(gret); did you mean pkgconfig(greet)?"));
  CHECK(says(text, "app2: python3dist(none)"));
}

TEST_CASE("a dependency that only the built package reveals is waited for") {
  // lib-devel turns out to require base-files, which an unselected package of the product makes.
  Product p;
  p.add("app", {"lib-devel"});
  p.add("lib");
  p.add("zz-last");
  p.engine.makes["lib"][1].requires_ = {"zz-last", "found(by-building)"};
  p.engine.makes["zz-last"][0].provides = {"found(by-building)"};
  p.build({.jobs = 1});
  CHECK(p.engine.built == Names{"lib", "zz-last", "app"});
  CHECK(p.engine.visible["app"] == Names{"lib-devel", "zz-last"});
}

TEST_CASE("the packages that a build sees do not depend on the speed of others") {
  // `either` is provided by the base and by a package that app does not need: the product's package is
  // preferred, so app waits for it.
  for (const unsigned jobs : {1U, 4U}) {
    Product p({{.name = "lib", .requires_ = {"either"}}, {.name = "base-either", .provides = {"either"}}});
    p.add("app", {"lib"});
    p.add("zz", {}, {"either"});
    p.build({.jobs = jobs});
    CHECK(p.engine.visible["app"] == Names{"zz"});
  }
}

TEST_CASE("a cycle is built with the packages of the repositories") {
  Product p({{.name = "b-devel"}});
  p.add("a", {"b-devel"});
  p.add("b", {"a-devel"});
  p.build();
  CHECK(p.engine.built == Names{"a", "b"});
  CHECK(p.engine.visible["a"].empty());
  CHECK(p.engine.visible["b"] == Names{"a-devel"});
}

TEST_CASE("a package that generates BuildRequires sees all packages") {
  Product p;
  p.add("app", {"rpmlib(DynamicBuildRequires) <= 4.15.0-1"});
  p.add("lib");
  p.add("other", {"app-devel"});
  p.build();
  CHECK(p.engine.built == Names{"lib", "app", "other"});
  CHECK(p.engine.visible["app"] == Names{"lib", "lib-devel"});
}

TEST_CASE("nothing starts if the plan is invalid") {
  Product p;
  p.add("fine");
  p.add("needy", {"no-such-thing"});
  CHECK(says(p.error(ExitCode::invalid), "needy: no-such-thing"));
  CHECK(p.engine.built.empty());
  CHECK_FALSE(fs::exists(p.workspace.results()));
}

TEST_CASE("no packages") {
  Product p;
  CHECK(p.build().empty());
}

TEST_CASE("a source package without a name in a configuration") {
  Product p;
  p.add("app").name.clear();
  const auto results = p.build();
  CHECK(results[0].packages.size() == 2);
  CHECK(p.build()[0].cached);
}

TEST_CASE("engines") {
  Product p;
  const config::Config config;
  p.target.engine = "mock";
  CHECK_THROWS_WITH_AS(schedule::make_engine({config, p.workspace, p.store}, p.target, {.jobs = 1}),
                       doctest::Contains("mock"), Error);
  p.target.engine = "none";
  CHECK_THROWS_AS(schedule::make_engine({config, p.workspace, p.store}, p.target, {.jobs = 1}), Error);
  for (const char* name : {"auto", "builtin"}) {
    p.target.engine = name;
    CHECK(schedule::make_engine({config, p.workspace, p.store}, p.target, {.jobs = 1})->name() == "builtin");
  }
}

TEST_CASE(
    "with --check packages are built twice, including unchanged ones, and dependants are built anyway") {
  Product p;
  p.add("needed");
  p.add("steady", {"needed-devel"});
  p.add("user", {"wavering-devel"});
  p.add("wavering");
  p.engine.wavering = {"wavering"};
  const schedule::BuildOptions check{.jobs = 1, .only = {"steady", "user", "wavering"}, .check = true};
  for (const bool is_kept : {false, true}) {
    CAPTURE(is_kept);
    const schedule::Outcome outcome = p.outcome(check);
    Names names;
    for (const BuildResult& result : outcome.results)
      names.push_back(result.name + (result.reproducible ? " is reproducible" : ""));
    CHECK(names == Names{"needed", "steady is reproducible", "user is reproducible"});
    CHECK(std::ranges::count(p.engine.built, "steady") == (is_kept ? 1 : 2));
    CHECK(std::ranges::count(p.engine.built, "needed") == (is_kept ? 0 : 1));
    REQUIRE(outcome.failed.size() == 1);
    const Error& error = outcome.failed[0].error;
    CHECK(error.code() == ExitCode::gate);
    CHECK(
        error.what() ==
        std::string(
            "wavering-1.0-1.noarch.rpm is not reproducible: a second build differs in /usr/share/wavering"));
    const fs::path folder = p.workspace.results() / "el6";
    CHECK(error.notes().at(2) ==
          fmt::format("both are kept: {0}/wavering-1.0-1 and {0}/wavering-1.0-1-once-more", folder.string()));
    CHECK(fs::exists(folder / "wavering-1.0-1-once-more" / "build.log"));
    CHECK_FALSE(fs::exists(folder / "steady-1.0-1-once-more"));
  }
}
