// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/targets.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "compose/plan.hpp"
#include "compose/preflight.hpp"
#include "core/error.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::Section;
using test::error_of;
using test::made;
using test::Product;
using test::says;

namespace {

/// A product for two targets: el6, whose clients are old, and el9.
struct TwoTargets : Product {
  TwoTargets() {
    config.targets["el6"] = {.name = "el6", .arch = "x86_64", .dist = ".el6", .client = clients::Client::el6};
    config.sections.clear();
    for (const std::string target : {"el6", "el9"}) {
      config.sections.push_back({.path = target + "/packages",
                                 .from = Section::From::builds,
                                 .sign = "acme",
                                 .target = target,
                                 .where = {.file = "repos.yaml", .line = 20, .column = 5}});
      config.sections.push_back({.path = target + "/sources",
                                 .from = Section::From::srpms,
                                 .of = target + "/packages",
                                 .sign = "acme"});
    }
    inputs.srpms.clear();
    inputs.builds.clear();
    for (const std::string target : {"el6", "el9"}) add_built(target, "w1.gzdio");
  }

  void add_built(const std::string& target, const std::string& payload, const std::string& name = "greet") {
    const fs::path place = folder.path() / (name + "-" + target);
    make_folders(place);
    add(name, test::build_package(place, {.name = name, .release = "1." + target, .payload = payload}), {},
        target);
  }

  layout::Targets both() const {
    return layout::Targets(
        std::vector<const config::Target*>{&config.targets.at("el6"), &config.targets.at("el9")});
  }
  compose::Composed compose_both() { return compose::compose(inputs, environment(both())); }
};

std::vector<std::string> files_of(const manifest::Manifest& m) {
  std::vector<std::string> files;
  for (const auto& entry : m.packages) files.push_back(entry.file);
  return files;
}

bool has_databases(const fs::path& section) {
  return read_file(section / "repodata/repomd.xml").find("primary_db") != std::string::npos;
}

}  // namespace

TEST_CASE("a release contains packages of two targets, each in its own sections") {
  TwoTargets product;
  const auto composed = product.compose_both();
  CHECK(files_of(composed.manifest) == std::vector<std::string>{"el6/packages/greet-1.0-1.el6.noarch.rpm",
                                                                "el6/sources/greet-1.0-1.el6.src.rpm",
                                                                "el9/packages/greet-1.0-1.el9.noarch.rpm",
                                                                "el9/sources/greet-1.0-1.el9.src.rpm"});
  REQUIRE(composed.manifest.sections.size() == 4);
  for (const auto& section : composed.manifest.sections) {
    CHECK(section.target == section.path.substr(0, 3));
    CHECK(section.client == (section.target == "el6" ? "el6" : "modern"));
    CHECK(has_databases(composed.folder / section.path) == (section.target == "el6"));
  }
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 2))
    CHECK_MESSAGE(check.passed, check.name << " " << check.subject);
  CHECK(compose::compose(product.inputs, product.environment(product.both())).unchanged);
}

TEST_CASE("a section `from: srpms` for one target contains no sources of another") {
  TwoTargets product;
  for (auto& section : product.config.sections)
    if (section.from == Section::From::srpms) {
      section.of.clear();
      section.target = section.path.substr(0, 3);
    }
  CHECK(files_of(product.compose_both().manifest).size() == 4);
}

TEST_CASE("each section is checked for the clients of its own target") {
  TwoTargets product;
  product.add_built("el9", "w3.zstdio", "modern");
  CHECK_NOTHROW(product.compose_both());
  product.inputs.release = "1.0.1";
  product.add_built("el6", "w3.zstdio", "modern");
  const std::string message = error_of(ExitCode::gate, [&] { product.compose_both(); });
  CHECK(says(message, "the clients of the target el6 (el6) cannot read every package"));
  CHECK(says(message, "modern-1.0-1.el6.noarch: it needs rpmlib(PayloadIsZstd)"));
  CHECK(message.find("modern-1.0-1.el9") == std::string::npos);
}

TEST_CASE("a key must suit the clients of every target") {
  TwoTargets product;
  const test::TestKey curve(product.folder.path() / "curve", "Ed <ed@example.org>", {},
                            {.algorithm = "ed25519"});
  product.config.keys["acme"] = {
      .name = "acme", .fingerprint = curve.fingerprint(), .homedir = curve.homedir()};
  CHECK(says(error_of(ExitCode::gate, [&] { product.compose_both(); }),
             "the clients of the target el6 cannot use the key 'acme': rpm of el6 verifies RSA signatures"));
}

TEST_CASE("one NEVRA may differ between targets, but not within one") {
  TwoTargets product;
  auto& builds = product.inputs.builds;
  builds[1].packages[0].package.nevra = builds[0].packages[0].package.nevra;
  CHECK_NOTHROW(compose::make_plan(product.inputs, product.config, product.both(), product.store));
  Section second = product.config.sections[0];
  second.path = "el6/second";
  product.config.sections.push_back(second);
  product.config.packages["other"] = {.name = "other", .section = "el6/second"};
  auto twin = builds[1];
  twin.name = "other";
  twin.target = "el6";
  builds.push_back(twin);
  product.config.sections[1].of.clear();
  product.config.sections[1].target = "el6";
  CHECK(says(
      error_of(ExitCode::gate,
               [&] { compose::make_plan(product.inputs, product.config, product.both(), product.store); }),
      "two different packages have the same name, version and release"));
}

TEST_CASE("an input for another target is an error with its position") {
  TwoTargets product;
  SUBCASE("a section for another target") {
    const std::string message = error_of(ExitCode::invalid, [&] { product.compose(); });
    CHECK(says(message,
               "repos.yaml:20:5: error: the section el6/packages is for the target el6, but this release is "
               "made for el9"));
    CHECK(says(
        message,
        "hint: without --target, `rpmworks compose` and `rpmworks release` make the release for all of its "
        "targets"));
    CHECK_THROWS_AS(
        compose::Preflight(product.config, product.target(), product.workspace.tmp()).require_sections({}),
        Error);
  }
  SUBCASE("a section without a target") {
    product.config.sections[2].target.clear();
    const std::string message = error_of(ExitCode::invalid, [&] { product.compose_both(); });
    CHECK(says(message,
               "the section el9/packages does not say which target it is for, and the release has packages "
               "of several: el6, el9"));
    CHECK(says(message,
               "hint: add `target: el6` or one of the other targets, or make a release for one target with "
               "--target el6"));
  }
  SUBCASE("a build of another target") {
    product.inputs.builds[1].target = "el8";
    CHECK(says(error_of(ExitCode::invalid, [&] { product.compose_both(); }),
               "greet was built for the target el8, but this release is made for el6, el9"));
  }
  SUBCASE("no section for the builds of a target") {
    product.config.sections.resize(2);
    CHECK(says(error_of(ExitCode::invalid, [&] { product.compose_both(); }),
               "no section contains the package 'greet'"));
  }
}

TEST_CASE("problems of a release for two targets are reported before its builds") {
  TwoTargets product;
  const compose::SourcesByTarget sources = {{"el6", {product.inputs.srpms[0]}},
                                            {"el9", {product.inputs.srpms[1]}}};
  const auto require = [&] {
    compose::Preflight(product.config, product.both(), product.workspace.tmp())
        .require_release(product.inputs.release, sources, product.workspace, false);
  };
  CHECK_NOTHROW(require());
  const auto plan = compose::make_source_plan(sources, product.config, product.both());
  REQUIRE(plan.items.size() == 2);
  CHECK(plan.items[0].section == "el6/sources");
  CHECK(plan.items[1].section == "el9/sources");

  product.compose_both();
  CHECK_NOTHROW(require());  // this release exists
  product.inputs.srpms[1].commit = std::string(40, 'b');
  const compose::SourcesByTarget other = {{"el6", {product.inputs.srpms[0]}},
                                          {"el9", {product.inputs.srpms[1]}}};
  CHECK(says(error_of(ExitCode::gate,
                      [&] {
                        compose::Preflight(product.config, product.both(), product.workspace.tmp())
                            .require_release(product.inputs.release, other, product.workspace, false);
                      }),
             "el9/sources/greet.src: 1.0-1.el9 of commit aaaaaaaaaaaa → 1.0-1.el9 of commit bbbbbbbbbbbb"));

  const std::vector<const config::PackageSource*> packages = {&product.config.packages.at("greet")};
  const auto require_sections = [&] {
    compose::Preflight(product.config, product.both(), product.workspace.tmp()).require_sections(packages);
  };
  CHECK_NOTHROW(require_sections());
  product.config.sections.pop_back();
  CHECK(says(error_of(ExitCode::gate, require_sections), "greet (its packages go to el9/packages)"));
}
