// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/plan.hpp"

#include <random>
#include <set>

#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

buildplan::Plan plan_of(Product& product) {
  return buildplan::make_plan(product.all(),
                              buildplan::Repositories(product.engine, product.target, Reporter::silent()),
                              Reporter::silent());
}

Names order(const buildplan::Plan& plan) {
  Names names;
  for (const auto& step : plan.steps) names.push_back(step.package->srpm.name);
  return names;
}

std::string error_of(Product& product) {
  return test::error_of(ExitCode::invalid, [&] { plan_of(product); });
}

}  // namespace

TEST_CASE("packages come after their build dependencies, otherwise sorted by name") {
  Product p;
  p.add("zeta");
  p.add("app", {"lib-devel >= 1.0", "gcc"});
  p.add("lib", {"tool"});
  p.add("tool", {"make"});
  const buildplan::Plan plan = plan_of(p);
  CHECK(order(plan) == Names{"tool", "lib", "app", "zeta"});
  CHECK(plan.steps[0].needs.empty());
  CHECK(plan.steps[1].needs == std::vector<size_t>{0});
  CHECK(plan.steps[2].needs == std::vector<size_t>{1});
  for (const auto& step : plan.steps) CHECK_FALSE(step.deferred);
  const Json written = plan.to_json();  // before `packages` is moved from
  const auto read = buildplan::Plan::from_json(written, p.all());
  REQUIRE(read);
  CHECK(order(*read) == order(plan));
  CHECK(read->steps[2].needs == plan.steps[2].needs);
  CHECK_FALSE(buildplan::Plan::from_json(Json("rubbish"), p.all()));
  CHECK_FALSE(buildplan::Plan::from_json(Json::parse("[{},{},{},{}]"), p.all()));
  p.add("new");
  CHECK_FALSE(buildplan::Plan::from_json(written, p.all()));
}

TEST_CASE("unresolved requirements of all packages are reported at once, with similar names") {
  Product p({{.name = "gcc"}, {.name = "zlib", .provides = {"pkgconfig(zlib)"}}});
  p.add("one", {"GCC", "gc", "gcc"});
  p.add("two", {"nothing-like-it >= 2", "zlib > 7", "(gcc and nowhere)"});
  const std::string text = error_of(p);
  CHECK(says(text, "one: GCC; did you mean gcc?"));
  CHECK(says(text, "one: gc\n"));  // which only looks similar
  CHECK(says(text, "two: nothing-like-it >= 2\n"));
  CHECK(says(text, "two: zlib > 7; another version of it exists"));
  CHECK(says(text, "two: (gcc and nowhere)"));
  CHECK(says(text, "'el6'"));
  CHECK(says(text, "buildroot.repos"));
}

TEST_CASE("a package waits for a name that rpm may generate only if another package could provide it") {
  for (const char* requirement : {"pkgconfig(greet) >= 1", "libgreet.so.1()(64bit)", "/usr/share/greet/hello",
                                  "(pkgconfig(greet) or /opt/greet)"}) {
    Product alone;
    alone.add("app", {requirement});
    CHECK(says(error_of(alone), std::string("app: ") + requirement));

    Product together;
    together.add("app", {requirement});
    together.add("greet");
    const buildplan::Plan plan = plan_of(together);
    for (const auto& step : plan.steps) CHECK(step.deferred == (step.package->srpm.name == "app"));

    // A package that itself waits for this package cannot provide it.
    Product behind;
    behind.add("app", {requirement});
    behind.add("greet", {"app-devel"});
    CHECK(says(error_of(behind), std::string("app: ") + requirement));
  }
}

TEST_CASE("names that a build may still reveal are listed too if the plan fails for another reason") {
  Product p;
  p.add("app", {"pkgconfig(greet)"});
  p.add("needy", {"nowhere"});
  const std::string text = error_of(p);
  CHECK(says(text, "app: pkgconfig(greet) (unless another package"));
  CHECK(says(text, "needy: nowhere"));
  // Reported once.
  CHECK(text.find("nowhere") == text.rfind("nowhere"));
}

TEST_CASE("the packages of every build root must exist, and must be installable with the BuildRequires") {
  Product p({{.name = "bash"}, {.name = "gcc"}, {.name = "clang", .conflicts = {"gcc"}}});
  p.add("app", {"clang"});
  p.target.install = {"bash"};
  CHECK_NOTHROW(plan_of(p));
  p.target.install = {"bash", "gcc"};
  CHECK(says(error_of(p), "conflicts with gcc"));
  CHECK(says(error_of(p), "packages that conflict cannot be in one build root"));
  p.target.install = {"Bash"};
  CHECK(says(error_of(p), "buildroot.install: Bash; did you mean bash?"));
  CHECK(says(error_of(p), "hint: correct buildroot.install of the target, or add a repository"));
  p.target.install = {"netbase"};
  CHECK(says(error_of(p), "hint: correct buildroot.install of the target, or add a repository"));
  p.target.repos.emplace_back("hostbase");
  CHECK(says(error_of(p), "hint: the base repository was made by an older rpmworks"));
  p.target.install = {"clang", "gcc"};
  CHECK(says(error_of(p), "conflicts with gcc"));
}

TEST_CASE("the error about a cycle lists the requirements in it") {
  Product p;
  p.add("a", {"b-devel"});
  p.add("b", {"c"});
  p.add("c", {"a-devel >= 1"});
  p.add("d", {"a"});
  const std::string text = error_of(p);
  CHECK(says(text, "in a cycle: a → b → c → a"));
  CHECK(says(text, "a needs b-devel, which b provides"));
  CHECK(says(text, "c needs a-devel >= 1, which a provides"));
}

TEST_CASE("a cycle is broken if the repositories provide one of its packages") {
  Product p({{.name = "b-devel"}});
  p.add("a", {"b-devel"});
  p.add("b", {"a-devel"});
  CHECK(order(plan_of(p)) == Names{"a", "b"});
}

TEST_CASE("a package may need itself from the repositories; otherwise it is an error") {
  Product p({{.name = "self"}});
  p.add("self", {"self"});
  CHECK(order(plan_of(p)) == Names{"self"});
  p.add("other", {"other-devel"});
  CHECK(says(error_of(p), "other: other-devel, which only other itself provides"));
}

TEST_CASE("conflicting BuildRequires are reported before any build") {
  Product p({{.name = "clang", .conflicts = {"gcc"}},
             {.name = "gcc"},
             {.name = "broken", .requires_ = {"nothing"}}});
  p.add("app", {"clang", "gcc"});
  CHECK(error_of(p) ==
        "error: BuildRequires of app cannot be installed together for the target 'el6'\n  app: gcc, clang: "
        "package clang-1.0-1.noarch conflicts with gcc provided by gcc-1.0-1.noarch\nhint: packages that "
        "conflict cannot be in one build root: remove one of them from the BuildRequires or from "
        "buildroot.install of the target, or correct the BuildConflicts\n");
  p.add("needy", {"nowhere"});
  const std::string both = error_of(p);
  CHECK(says(both,
             "error: unresolved BuildRequires for the target 'el6': neither its repositories nor the "
             "product's own packages provide them; others cannot be installed together\n"));
  CHECK(says(both,
             "hint: correct the specs, or add a repository that provides these to the target's "
             "buildroot.repos; packages that conflict cannot be in one build root"));
  p.packages.pop_back();
  p.add("later", {"pkgconfig(later)"});
  p.add("other");
  CHECK(says(error_of(p), "error: BuildRequires of app cannot be installed together for the target 'el6'\n"));
  CHECK(says(error_of(p), "later: pkgconfig(later) (unless another package"));
  p.packages.pop_back();
  p.packages.pop_back();
  p.get("app").info.build_requires = {"broken"};
  CHECK(says(error_of(p), "nothing provides nothing needed by broken"));
  CHECK(says(error_of(p), "error: unresolved BuildRequires for the target 'el6': neither"));
}

TEST_CASE("architectures and names") {
  Product p;
  p.add("arm").info.exclusive_arch = {"aarch64", "armv7hl"};
  p.add("not-here").info.exclude_arch = {"x86_64"};
  p.add("old").info.build_arch = {"i686"};
  p.add("fine").info.exclusive_arch = {"x86_64"};
  p.get("fine").info.build_arch = {"noarch"};
  p.add("plain").info.exclusive_arch = {"noarch", "i386"};
  const std::string text = error_of(p);
  CHECK(says(text, "arm: its spec does not build for x86_64 (ExclusiveArch: aarch64 armv7hl)"));
  CHECK(says(text, "not-here: its spec does not build for x86_64 (ExcludeArch: x86_64)"));
  CHECK(says(text, "old: its spec does not build for x86_64 (BuildArch: i686)"));
  CHECK(text.find("fine") == std::string::npos);
  CHECK(text.find("plain") == std::string::npos);

  Product twice;
  twice.add("one");
  twice.add("two");
  twice.get("two").nevra = twice.get("one").nevra;
  CHECK(says(error_of(twice), "one and two"));

  Product common;
  for (const char* const name : {"one", "two", "three"}) common.add(name);
  for (const char* const name : {"one", "two"})
    common.get(name).info.packages.push_back({{"common", {.version = "1.0", .release = "1"}, "noarch"}, {}});
  CHECK(says(error_of(common),
             "error: two source packages build the same package\n"
             "  common-1.0-1.noarch.rpm: one and two\n"));
  common.get("three").info.packages[1].nevra = common.get("one").info.packages[1].nevra;
  const std::string both = error_of(common);
  CHECK(says(both, "error: 2 packages are built by two source packages each"));
  CHECK(says(both, "  one-devel-1.0-1.noarch.rpm: one and three\n"));
  // A package that differs in any field is another package.
  common.get("three").info.packages[1].nevra.arch = "x86_64";
  common.get("two").info.packages.back().nevra.evr.release = "2";
  CHECK(plan_of(common).steps.size() == 3);
}

TEST_CASE("a source package that generates BuildRequires is built late") {
  Product p;
  p.add("python-lib");
  p.add("app", {"gcc"});
  srpm::Srpm& app = p.get("app");
  app.info.build_requires.push_back("rpmlib(DynamicBuildRequires) <= 4.15.0-1");
  const buildplan::Plan plan = plan_of(p);
  CHECK(plan.steps[0].package->srpm.name == "app");
  CHECK(plan.steps[0].deferred);
  CHECK(plan.steps[0].generates);
  CHECK_FALSE(plan.steps[1].deferred);
}

TEST_CASE("no packages, no plan") {
  Product p;
  CHECK(plan_of(p).steps.empty());
}

TEST_CASE("a cycle is broken by a bootstrap build of one of its packages") {
  Product p;
  p.add("a", {"b-devel"});
  p.add("b", {"c"});
  p.add("c", {"a-devel >= 1"});
  p.add("d", {"a"});
  CHECK(says(error_of(p), "a: { bootstrap: { without: [CONDITION] } }"));
  p.bootstrap("b", {});
  CHECK(order(plan_of(p)) == Names{"b", "a", "c", "b", "d"});
  const buildplan::Plan plan = plan_of(p);
  CHECK(plan.steps[0].package->is_bootstrap());
  CHECK_FALSE(plan.steps[3].package->is_bootstrap());
  CHECK(plan.steps[0].package->label() == "b (bootstrap)");
  CHECK(plan.steps[1].needs == std::vector<size_t>{0});
  CHECK(plan.steps[3].needs == std::vector<size_t>{2});
  const Json written = plan.to_json();
  const auto read = buildplan::Plan::from_json(written, p.all());
  REQUIRE(read);
  CHECK(read->to_json() == written);
  CHECK(read->steps[0].package == p.package("b").bootstrap);
}

TEST_CASE("a bootstrap build that does not help is refused") {
  Product p;
  p.add("a", {"b-devel"});
  p.add("b", {"a-devel"});
  // The packages are still in a cycle.
  p.bootstrap("a", {"b"});
  CHECK(says(error_of(p), "in a cycle: b → a (bootstrap) → b"));
  // The bootstrap build lacks what the cycle needs, or needs something that does not exist.
  p.bootstrap("a", {"nowhere"}, {"a-libs"});
  const std::string text = error_of(p);
  CHECK(says(text, "a (bootstrap): nowhere"));
  CHECK(says(text, "b: a-devel, which a (bootstrap) does not provide"));
}

TEST_CASE("a package that needs itself gets a bootstrap build too") {
  Product p;
  p.add("compiler", {"compiler-devel"});
  p.bootstrap("compiler", {});
  CHECK(order(plan_of(p)) == Names{"compiler", "compiler"});
  CHECK(plan_of(p).steps[1].needs == std::vector<size_t>{0});
}

TEST_CASE("conflicts of all packages are reported before anything is built") {
  Product p({{.name = "clang", .conflicts = {"gcc"}}, {.name = "gcc"}, {.name = "make"}});
  for (int i = 0; i < 200; ++i) p.add(fmt::format("fine{}", i), {i % 2 == 0 ? "gcc" : "clang"});
  p.add("app", {"clang", "gcc"});
  p.add("other", {"make", "clang", "fine2", "gcc"});
  const std::string text = error_of(p);
  CHECK(says(text,
             "app: gcc, clang: package clang-1.0-1.noarch conflicts with gcc provided by "
             "gcc-1.0-1.noarch"));
  CHECK(says(text, "other: gcc, clang: package clang-1.0-1.noarch conflicts with gcc"));
  CHECK(says(text, "error: BuildRequires of 2 packages cannot be installed together for the target 'el6'\n"));
  CHECK(says(text, "hint: packages that conflict cannot be in one build root: remove one of them"));
  CHECK(text.find("fine") == std::string::npos);
}

TEST_CASE("direct and indirect dependants of packages") {
  Product p;
  p.add("lib");
  p.add("app", {"lib-devel"});
  p.add("plugin", {"app"});
  p.add("other");
  p.add("generates", {"rpmlib(DynamicBuildRequires) <= 4.15.0-1"});
  const buildplan::Repositories base(p.engine, p.target, Reporter::silent());
  CHECK(buildplan::dependants_of({"app"}, p.all(), base) == Names{"app", "plugin", "generates"});
  p.packages.pop_back();
  CHECK(buildplan::dependants_of({"lib"}, p.all(), base) == Names{"lib", "app", "plugin"});
  CHECK(buildplan::dependants_of({"other"}, p.all(), base) == Names{"other"});
}

TEST_CASE("5,000 source packages with 30,000 edges") {
  Product p;
  std::mt19937 random(1);
  size_t edges = 0;
  for (int i = 0; i < 5000; ++i) {
    std::set<std::string> needs{i % 3 == 0 ? "gcc" : "make"};
    for (int k = 0; k < 6 && i > 6; ++k)
      needs.insert(fmt::format("p{:04}-devel", random() % static_cast<unsigned>(i)));
    edges += needs.size() - 1;
    p.add(fmt::format("p{:04}", i), {needs.begin(), needs.end()});
  }
  CHECK(edges > 29'500);
  const buildplan::Plan plan = plan_of(p);
  REQUIRE(plan.steps.size() == 5000);
  size_t needed = 0;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    needed += plan.steps[i].needs.size();
    for (const size_t other : plan.steps[i].needs) CHECK(other < i);
  }
  CHECK(needed == edges);
  // One cycle among all of them is found, with its shortest way round.
  p.get("p0000").info.build_requires = {"p4999"};
  CHECK(says(error_of(p), "in a cycle: p0000 → p4999 → "));
}

TEST_CASE("what a package conflicts with is neither chosen nor waited for") {
  Product p;
  p.add("old", {}, {"engine = 1"});
  p.add("new", {}, {"engine = 2"});
  p.add("app", {"engine"}).info.build_conflicts = {"engine >= 2"};
  p.add("any", {"engine"});
  const buildplan::Plan plan = plan_of(p);
  for (const buildplan::Plan::Step& step : plan.steps) {
    if (step.package->srpm.name == "app") CHECK(step.needs.size() == 1);
    if (step.package->srpm.name == "any") CHECK(step.needs.size() == 2);
  }
  p.build();
  CHECK(p.engine.visible["app"] == Names{"old"});
  // The name alone, and a product's package that the repositories would have too.
  p.get("app").info.build_conflicts = {"old"};
  p.change("app", "another");
  p.build();
  CHECK(p.engine.visible["app"] == Names{"new"});
}

TEST_CASE("BuildConflicts that cannot be satisfied are reported before anything is built") {
  Product p;
  p.add("lib");
  p.add("app", {"lib"}).info.build_conflicts = {"lib"};
  p.add("fine", {"lib"}).info.build_conflicts = {"nobody-has-this", "(lib and make)"};
  CHECK(error_of(p) ==
        "error: BuildRequires of app cannot be installed together for the target 'el6'\n  app: lib: it "
        "conflicts with lib-1.0-1.noarch (BuildConflicts: lib)\nhint: packages that conflict cannot be in "
        "one build root: remove one of them from the BuildRequires or from buildroot.install of the target, "
        "or correct the BuildConflicts\n");
}
