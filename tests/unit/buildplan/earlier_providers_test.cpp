// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/earlier_providers.hpp"

#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

buildplan::Repositories base_of(Product& product) {
  return {product.engine, product.target, Reporter::silent()};
}

buildplan::Plan plan_of(Product& product, const buildplan::EarlierProviders& earlier) {
  return buildplan::make_plan(product.all(), base_of(product), Reporter::silent(), earlier);
}

const buildplan::Plan::Step& step_of(const buildplan::Plan& plan, const std::string& name) {
  return *std::ranges::find(plan.steps, name, [](const auto& step) { return step.package->srpm.name; });
}

Names needs_of(const buildplan::Plan& plan, const std::string& name) {
  Names names;
  for (const size_t other : step_of(plan, name).needs) names.push_back(plan.steps[other].package->srpm.name);
  return names;
}

Names needed_by(const std::string& name, Product& product, const buildplan::EarlierProviders& earlier) {
  Names names;
  for (const auto& package : buildplan::needed_by({name}, product.all(), base_of(product), earlier).packages)
    names.push_back(package->srpm.name);
  return names;
}

// app needs a name that only a build reveals; lib provides it; other packages are unrelated.
struct Known : Product {
  Known() {
    add("app", {"pkgconfig(lib) >= 1"});
    add("lib");
    add("zz1");
    add("zz2");
    engine.makes["lib"][1].provides = {"pkgconfig(lib) = 1.0"};
  }
};

}  // namespace

TEST_CASE("names that only a build reveals") {
  CHECK(buildplan::generated_names("pkgconfig(zlib) >= 1.2") == Names{"pkgconfig(zlib)"});
  CHECK(buildplan::generated_names("libz.so.1()(64bit)") == Names{"libz.so.1()(64bit)"});
  CHECK(buildplan::generated_names("/usr/bin/tool") == Names{"/usr/bin/tool"});
  CHECK(buildplan::generated_names("zlib-devel >= 1.2").empty());
  CHECK(buildplan::generated_names("((pkgconfig(a) >= 2 and libb.so.1()(64bit)) or /opt/c or d)") ==
        Names{"pkgconfig(a)", "libb.so.1()(64bit)", "/opt/c"});
}

TEST_CASE("only requested names are kept, and each package counts once") {
  Product p;
  p.add("app", {"pkgconfig(a)", "gcc", "rpmlib(DynamicBuildRequires) <= 4.15.0-1"});
  buildplan::EarlierProviders names(p.all());
  CHECK_FALSE(names.asks_for_files());
  CHECK(names.unknown({"a", "b"}) == Names{"a", "b"});
  const std::string before = names.sha256();
  names.add("a", "in release 1", {"a = 1-1", "pkgconfig(b) = 1", "/usr/bin/a"});
  CHECK(names.sha256() == before);
  names.add("a", "in release 1", {"pkgconfig(a) = 1.0"});
  names.add("a", "in release 1", {"pkgconfig(a) = 1.0"});
  CHECK(names.unknown({"a", "b"}) == Names{"b"});
  REQUIRE(names.providers("pkgconfig(a)").size() == 1);
  CHECK(names.providers("pkgconfig(a)")[0].package == "a");
  CHECK(names.providers("pkgconfig(b)").empty());
  CHECK(names.sha256() != before);
  p.packages[0].srpm.info.build_requires = {"(gcc or /usr/bin/a)"};
  CHECK(buildplan::EarlierProviders(p.all()).asks_for_files());
  p.packages[0].srpm.info.build_requires = {"gcc"};
  CHECK(buildplan::EarlierProviders(p.all()).unknown({"a"}).empty());
}

TEST_CASE("a package waits only for the earlier provider of a name") {
  Known p;
  CHECK(step_of(plan_of(p, {}), "app").deferred);
  CHECK(needed_by("app", p, {}) == Names{"app", "lib", "zz1", "zz2"});
  buildplan::EarlierProviders names(p.all());
  names.add("lib", "in release 1.0", {"pkgconfig(lib) = 1.0"});
  const buildplan::Plan plan = plan_of(p, names);
  CHECK_FALSE(step_of(plan, "app").deferred);
  CHECK(needs_of(plan, "app") == Names{"lib"});
  CHECK(step_of(plan, "app").learnt == Names{"pkgconfig(lib): lib provided it in release 1.0"});
  CHECK(step_of(plan, "lib").learnt.empty());
  CHECK(needed_by("app", p, names) == Names{"app", "lib"});
  CHECK(buildplan::dependants_of({"lib"}, p.all(), base_of(p), names) == Names{"app", "lib"});
  CHECK(buildplan::dependants_of({"zz1"}, p.all(), base_of(p), names) == Names{"zz1"});
  CHECK(buildplan::dependants_of({"zz1"}, p.all(), base_of(p), {}) == Names{"app", "zz1"});
  // The earlier provider is part of the plan.
  CHECK(buildplan::plan_key(p.all(), "e", names) != buildplan::plan_key(p.all(), "e", {}));
  const Json written = plan.to_json();
  const auto read = buildplan::Plan::from_json(written, p.all());
  REQUIRE(read);
  CHECK(read->to_json() == written);
  CHECK(step_of(*read, "app").learnt == step_of(plan, "app").learnt);
}

TEST_CASE("if the provider of one name is unknown, the package waits for all packages") {
  Known p;
  p.get("app").info.build_requires.push_back("/usr/share/table");
  buildplan::EarlierProviders names(p.all());
  names.add("lib", "in release 1.0", {"pkgconfig(lib) = 1.0"});
  CHECK(step_of(plan_of(p, names), "app").deferred);
  CHECK(needs_of(plan_of(p, names), "app").empty());
  names.add("zz1", "in release 1.0", {"/usr/share/table"});
  CHECK_FALSE(step_of(plan_of(p, names), "app").deferred);
  CHECK(needs_of(plan_of(p, names), "app") == Names{"lib", "zz1"});
}

TEST_CASE("a package waits for both earlier providers of a name, but not for one that no longer exists") {
  Known p;
  buildplan::EarlierProviders names(p.all());
  names.add("gone", "in release 1.0", {"pkgconfig(lib)"});
  CHECK(step_of(plan_of(p, names), "app").deferred);
  names.add("zz2", "in release 1.0", {"pkgconfig(lib)"});
  names.add("lib", "when it was last built", {"pkgconfig(lib)"});
  CHECK(needs_of(plan_of(p, names), "app") == Names{"lib", "zz2"});
}

TEST_CASE("a package's own earlier name does not help it") {
  Product p;
  p.add("app", {"pkgconfig(app)"});
  p.add("other");
  buildplan::EarlierProviders names(p.all());
  names.add("app", "in release 1.0", {"pkgconfig(app)"});
  CHECK(step_of(plan_of(p, names), "app").deferred);
}

TEST_CASE("earlier builds change nothing for names in repositories and specs") {
  Known p;
  p.add("spec", {}, {"pkgconfig(lib) = 2"});
  buildplan::EarlierProviders names(p.all());
  names.add("zz1", "in release 1.0", {"pkgconfig(lib)"});
  CHECK(needs_of(plan_of(p, names), "app") == Names{"spec"});

  Product q(std::vector<Listed>{{.name = "base-lib", .provides = {"pkgconfig(lib)"}}});
  q.add("app", {"pkgconfig(lib)"});
  q.add("lib");
  buildplan::EarlierProviders of_q(q.all());
  of_q.add("lib", "in release 1.0", {"pkgconfig(lib)"});
  CHECK(needs_of(plan_of(q, of_q), "app").empty());
  CHECK_FALSE(step_of(plan_of(q, of_q), "app").deferred);
}

TEST_CASE("names that moved from one package to another make no cycle") {
  // `one` provided what `two` needs now, and vice versa.
  Product p;
  p.add("one", {"pkgconfig(first)"});
  p.add("two", {"pkgconfig(second)"});
  p.add("user", {"pkgconfig(third)"});
  p.add("zz");
  buildplan::EarlierProviders names(p.all());
  names.add("one", "in release 1.0", {"pkgconfig(second)"});
  names.add("two", "in release 1.0", {"pkgconfig(first)", "pkgconfig(third)"});
  const buildplan::Plan plan = plan_of(p, names);
  CHECK(step_of(plan, "one").deferred);
  CHECK(step_of(plan, "two").deferred);
  CHECK(needs_of(plan, "user") == Names{"two"});
  CHECK_FALSE(step_of(plan, "user").deferred);

  // In addition to what specs declare.
  Product q;
  q.add("one", {"pkgconfig(first)"});
  q.add("two", {"one-devel"});
  q.add("zz");
  buildplan::EarlierProviders of_q(q.all());
  of_q.add("two", "in release 1.0", {"pkgconfig(first)"});
  CHECK(step_of(plan_of(q, of_q), "one").deferred);
  CHECK(needs_of(plan_of(q, of_q), "two") == Names{"one"});
}

TEST_CASE("a later run starts a package as soon as the earlier provider is built") {
  Known p;
  CHECK(p.built_in_one_run() == Names{"lib", "zz1", "zz2", "app"});
  p.build({.jobs = 1, .force = true});
  CHECK(p.engine.built == Names{"lib", "app", "zz1", "zz2"});
  CHECK(p.engine.visible["app"] == Names{"lib-devel"});
  p.build();
  CHECK(p.engine.built.empty());
  CHECK(p.engine.opened == 0);
  // A forecast uses this too: changes of other packages do not matter.
  p.change("zz1", "new");
  for (const auto& forecast : p.survey()) {
    CHECK((forecast.state == schedule::Forecast::State::unchanged) == (forecast.name != "zz1"));
    CHECK(
        forecast.learnt ==
        (forecast.name == "app" ? Names{"pkgconfig(lib): lib provided it when it was last built"} : Names{}));
  }
  p.build({.only = {"app"}});
  CHECK(p.engine.built.empty());
}

TEST_CASE("a package sees the same packages whether its providers were known before or not") {
  // lib-devel turns out to require something that a repository provides, and so does an unrequested package
  // of the product.
  Product p(std::vector<Listed>{{.name = "base-more", .provides = {"pkgconfig(more)"}}});
  p.add("app", {"pkgconfig(lib)"});
  p.add("lib");
  p.add("more");
  p.engine.makes["lib"][1].provides = {"pkgconfig(lib)"};
  p.engine.makes["lib"][1].requires_ = {"pkgconfig(more)"};
  p.engine.makes["more"][1].provides = {"pkgconfig(more)"};
  p.build();
  CHECK(p.engine.visible["app"] == Names{"lib-devel"});
  p.build();
  CHECK(p.engine.built.empty());
  p.build({.force = true});
  CHECK(p.engine.visible["app"] == Names{"lib-devel"});
}

TEST_CASE("a name that another package provides now is found there") {
  Known p;
  p.build();
  p.engine.makes["lib"][1].provides.clear();
  p.engine.makes["zz2"][0].provides = {"pkgconfig(lib) = 2.0"};
  p.change("lib", "new");
  p.change("zz2", "new");
  p.build({.jobs = 1});
  CHECK(p.engine.built == Names{"lib", "zz2", "app"});
  CHECK(p.engine.visible["app"] == Names{"zz2"});
}

TEST_CASE("if nobody provides a name any more, the error names the earlier provider") {
  Known p;
  p.build();
  p.engine.makes["lib"][1].provides.clear();
  p.change("lib", "new");
  CHECK(says(p.error(ExitCode::invalid), "app: pkgconfig(lib) >= 1; lib provided it when it was last built"));
  // Also if only one package is requested; then all packages are examined.
  p.engine.makes["zz2"][0].provides = {"pkgconfig(lib) = 2.0"};
  p.change("zz2", "new");
  p.build({.jobs = 1, .only = {"app"}});
  CHECK(p.engine.built == Names{"zz2", "app"});
}

TEST_CASE("the release is read only for packages that were never built here") {
  Known p;
  Names asked;
  const auto add_released = [&](const engine::Packages&, buildplan::EarlierProviders& names) {
    asked = names.unknown({"app", "lib", "zz1", "zz2"});
    names.add("lib", "in release 1.0", {"pkgconfig(lib) = 1.0"});
  };
  p.build({.jobs = 1, .add_released = add_released});
  CHECK(asked == Names{"app", "lib", "zz1", "zz2"});
  CHECK(p.engine.built == Names{"lib", "app", "zz1", "zz2"});
  p.add("new");
  p.survey({.add_released = add_released});
  CHECK(asked.empty());
  p.build();
  asked = {"not asked"};
  p.build({.add_released = add_released});
  p.survey({.add_released = add_released});
  CHECK(asked == Names{"not asked"});
}
