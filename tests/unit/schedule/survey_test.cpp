// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/survey.hpp"

#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;
using State = schedule::Forecast::State;

namespace {

const schedule::Forecast& of(const std::vector<schedule::Forecast>& forecasts, const std::string& name) {
  return *std::ranges::find(forecasts, name, &schedule::Forecast::name);
}

Names texts(const std::vector<schedule::Change>& changes) {
  Names lines;
  for (const auto& change : changes) lines.push_back(change.text());
  return lines;
}

engine::InstalledPackage package(const std::string& nevra, const std::string& digest) {
  return {.sha256 = digest, .nevra = rpm::Nevra::parse(nevra), .repository = "base"};
}

}  // namespace

TEST_CASE("a forecast lists what would be built and why, and builds nothing") {
  Product p;
  p.add("app", {"lib-devel"});
  p.add("lib");
  p.add("other");
  auto forecasts = p.survey();
  REQUIRE(forecasts.size() == 3);
  CHECK(forecasts[0].name == "lib");
  CHECK(forecasts[0].package->srpm.nevra == p.get("lib").nevra);
  CHECK(forecasts[1].name == "app");
  CHECK(forecasts[1].needs == std::vector<size_t>{0});
  for (const auto& forecast : forecasts) {
    CHECK(forecast.state == State::build);
    CHECK(forecast.reason == "never built");
    CHECK_FALSE(forecast.seconds);
  }
  CHECK(p.engine.built.empty());
  CHECK_FALSE(fs::exists(p.workspace.results()));
  p.build();
  p.engine.built.clear();
  for (const auto& forecast : p.survey()) CHECK(forecast.state == State::unchanged);
  // A changed package may also change its dependants.
  p.get("lib").commit = "0123456789abcdef";
  p.change("lib", "new code");
  forecasts = p.survey();
  CHECK(of(forecasts, "lib").state == State::build);
  CHECK(of(forecasts, "lib").reason == "SRPM changed");
  CHECK(of(forecasts, "lib").seconds.value() == doctest::Approx(0.01));
  CHECK(of(forecasts, "app").state == State::perhaps);
  CHECK(of(forecasts, "app").reason == "depends on the packages of lib");
  CHECK(of(forecasts, "other").state == State::unchanged);
  // A requested rebuild.
  CHECK(of(p.survey({.rebuild = {"other"}}), "other").reason == "rebuild requested");
  CHECK(p.survey({.only = {"other"}}).size() == 1);
  CHECK(p.survey({.only = {"lib"}, .dependants = true}).size() == 2);
  CHECK(p.engine.built.empty());
}

TEST_CASE("changes since the last build are listed") {
  Product p;
  p.add("app", {"lib-devel", "gcc"});
  p.add("lib");
  p.get("lib").commit = std::string(40, 'a');
  p.engine.root = {package("gcc-12.2-1.noarch", "1"), package("bash-5-1.noarch", "2")};
  p.build();
  p.engine.root = {package("gcc-12.3-1.noarch", "3"), package("zsh-5-1.noarch", "4")};
  p.engine.environment = "newer repositories";
  auto forecasts = p.survey();
  CHECK(texts(of(forecasts, "lib").changes) == Names{"gcc in the buildroot: 12.2-1.noarch → 12.3-1.noarch",
                                                     "zsh in the buildroot: new, 5-1.noarch",
                                                     "bash in the buildroot: removed, was 5-1.noarch"});
  CHECK(of(forecasts, "lib").reason == "gcc, zsh, bash changed");
  // They are stored with the resulting build.
  p.get("lib").commit = std::string(40, 'b');
  p.change("lib", "new code");
  p.engine.makes["lib"][1].summary = "New";
  p.target.macros["vendor"] = "Altai";
  p.engine.environment = "other macros";
  p.build();
  forecasts = p.survey();
  CHECK(of(forecasts, "lib").state == State::unchanged);
  CHECK(texts(of(forecasts, "lib").because) ==
        Names{"commit of the source package: aaaaaaaaaaaa → bbbbbbbbbbbb",
              "gcc in the buildroot: 12.2-1.noarch → 12.3-1.noarch", "zsh in the buildroot: new, 5-1.noarch",
              "bash in the buildroot: removed, was 5-1.noarch", "macro vendor of the target: new, Altai"});
  CHECK(texts(of(forecasts, "app").because).front() == "lib-devel of this product: rebuilt, 1.0-1.noarch");
}

TEST_CASE("packages are rebuilt if requested, and so are dependants of changed ones") {
  Product p;
  p.add("app", {"lib-devel"});
  p.add("lib");
  p.add("other");
  p.build();
  p.build({.jobs = 1, .rebuild = {"other", "app"}});
  CHECK(p.engine.built == Names{"app", "other"});
  p.change("lib", "x");
  p.engine.makes["lib"][1].summary = "New";
  p.change("other", "x");
  const auto results = p.build({.jobs = 1, .only = {"lib"}, .dependants = true});
  CHECK(p.engine.built == Names{"lib", "app"});
  CHECK(results.size() == 2);
}
