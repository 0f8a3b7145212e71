// SPDX-License-Identifier: GPL-3.0-or-later
// A section for several targets, which $basearch splits by their architectures.
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

/// greet, a noarch package, built for x86_64 and i686; greeter only for x86_64.
struct TwoArches : Product {
  TwoArches() {
    config.targets["el9-i686"] = {.name = "el9-i686", .arch = "i686", .dist = ".el9"};
    config.sections = {{.path = "packages/$basearch",
                        .from = Section::From::builds,
                        .sign = "acme",
                        .where = {.file = "repos.yaml", .line = 20, .column = 5}},
                       {.path = "sources", .from = Section::From::srpms, .sign = "acme"}};
    inputs.srpms.clear();
    inputs.builds.clear();
    m_greet = build("x86_64", {});
    add("greet", m_greet);
    add("greeter", made().greeter);
    add_i686({.macros = {{"optflags", "-O2 -m32"}}});
  }

  void add_i686(const test::TestPackage& package) {
    add("greet", {.binary = build("i686", package).binary, .source = m_greet.source}, {}, "el9-i686");
  }

  layout::Targets both() const {
    return layout::Targets(
        std::vector<const config::Target*>{&config.targets.at("el9"), &config.targets.at("el9-i686")});
  }
  compose::Composed compose_both() { return compose::compose(inputs, environment(both())); }

 private:
  // Real builds do not depend on the clock either.
  test::BuiltPackage build(const std::string& arch, test::TestPackage package) const {
    const fs::path place = folder.path() / arch;
    fs::remove_all(place);
    make_folders(place);
    package.macros["clamp_mtime_to_source_date_epoch"] = "1";
    return test::build_package(place, package);
  }

  test::BuiltPackage m_greet;
};

std::string files_of(const manifest::Manifest& m) {
  std::string files;
  for (const auto& entry : m.packages) files += entry.file + "\n";
  return files;
}

constexpr const char* k_files =
    "packages/i386/greet-1.0-1.noarch.rpm\n"
    "packages/x86_64/greet-1.0-1.noarch.rpm\n"
    "packages/x86_64/greeter-2.0-1.x86_64.rpm\n"
    "sources/greet-1.0-1.src.rpm\n"
    "sources/greeter-2.0-1.src.rpm\n";

}  // namespace

TEST_CASE("targets of several architectures share a section, and noarch packages are in it once") {
  TwoArches product;
  const auto& builds = product.inputs.builds;
  REQUIRE(builds[0].packages[0].sha256 != builds[2].packages[0].sha256);  // other compiler flags
  SUBCASE("of all targets") {}
  SUBCASE("of named targets") {
    product.config.sections[0].target = "el9";
    product.config.sections[0].more_targets = {"el9-i686"};
    product.config.sections[1].of = "packages/$basearch";
  }
  const auto composed = product.compose_both();
  CHECK(files_of(composed.manifest) == k_files);
  CHECK(composed.manifest.packages[0].sha256 == composed.manifest.packages[1].sha256);
  CHECK(composed.manifest.packages[0].build->target == "el9");
  REQUIRE(composed.manifest.sections.size() == 3);
  CHECK(composed.manifest.sections[0].target == "el9-i686");
  CHECK(composed.manifest.sections[1].target == "el9");
  for (const auto& check : gates::verify(composed.folder, Reporter::silent(), 2))
    CHECK_MESSAGE(check.passed, check.name << " " << check.subject);
  for (const std::string target : {"el9", "el9-i686"}) {
    const std::string file = read_file(composed.folder / ("greetings-" + target + ".repo"));
    CHECK(says(
        file,
        "# greetings for " + target +
            ": this file in /etc/yum.repos.d/ (zypper: /etc/zypp/repos.d/) stays with the release 1.0.0."));
    CHECK(says(file, "/packages/$basearch/"));
  }
  CHECK_FALSE(fs::exists(composed.folder / "greetings.repo"));
}

TEST_CASE("a release for one of the targets that share a section") {
  TwoArches product;
  product.config.sections[0].target = "el9";
  product.config.sections[0].more_targets = {"el9-i686"};
  product.inputs.builds.pop_back();
  CHECK(files_of(product.compose().manifest) ==
        "packages/x86_64/greet-1.0-1.noarch.rpm\npackages/x86_64/greeter-2.0-1.x86_64.rpm\n"
        "sources/greet-1.0-1.src.rpm\nsources/greeter-2.0-1.src.rpm\n");
}

TEST_CASE("a noarch package is in the folders of the targets for which it was built") {
  TwoArches product;
  product.inputs.builds.pop_back();
  const auto composed = product.compose_both();
  CHECK_FALSE(fs::exists(composed.folder / "packages/i386/greet-1.0-1.noarch.rpm"));
  CHECK(fs::exists(composed.folder / "packages/i386/repodata/repomd.xml"));
  CHECK(fs::exists(composed.folder / "packages/x86_64/greet-1.0-1.noarch.rpm"));
}

TEST_CASE("each copy of a noarch package has a statement, also if another key signs it") {
  TwoArches product;
  // The same bytes for both targets.
  product.inputs.builds.back() = product.inputs.builds.front();
  product.inputs.builds.back().target = "el9-i686";
  product.config.keys["other"] = {
      .name = "other", .fingerprint = made().other.fingerprint(), .homedir = made().other.homedir()};
  product.config.sections = {
      {.path = "x86_64", .from = Section::From::builds, .sign = "acme", .target = "el9"},
      {.path = "i686", .from = Section::From::builds, .sign = "other", .target = "el9-i686"},
      {.path = "sources", .from = Section::From::srpms, .of = "x86_64", .sign = "acme", .target = "el9"},
      {.path = "sources32",
       .from = Section::From::srpms,
       .of = "i686",
       .sign = "other",
       .target = "el9-i686"}};
  auto& greet = product.config.packages["greet"];
  greet.name = "greet";
  greet.section = "x86_64";
  greet.more_sections = {"i686"};
  // The gate `provenance` would refuse a package without a statement.
  const auto composed = product.compose_both();
  CHECK(fs::exists(composed.folder / "x86_64/greet-1.0-1.noarch.rpm"));
  CHECK(fs::exists(composed.folder / "i686/greet-1.0-1.noarch.rpm"));
  CHECK(fs::exists(composed.folder / "provenance/greet-1.0-1.el9.intoto.jsonl"));
  CHECK(fs::exists(composed.folder / "provenance/greet-1.0-1.el9-i686.intoto.jsonl"));
}

TEST_CASE("a noarch package that depends on its target is refused") {
  TwoArches product;
  product.inputs.builds.pop_back();
  const std::vector<test::TestPackage> others = {
      {.requires_ = {"libc.so.6"}}, {.files = {{"/usr/share/greet/other", "32 bits"}}}, {.post = "true"}};
  for (const auto& other : others) {
    product.add_i686(other);
    const std::string message = error_of(ExitCode::gate, [&] { product.compose_both(); });
    CHECK(says(message, "two different packages have the same name, version and release"));
    CHECK(says(message, "greet-1.0-1.noarch.rpm: in packages/i386 from greet-1.0-1.src.rpm"));
    CHECK(says(message, "hint: a noarch package must be the same for all targets of a section"));
    product.inputs.builds.pop_back();
  }
}

TEST_CASE("targets of the same architecture cannot share a section") {
  TwoArches product;
  product.config.targets["el9-i686"].arch = "x86_64";
  const auto require = [&] {
    compose::Preflight(product.config, product.both(), product.workspace.tmp()).require_sections({});
  };
  const std::string message = error_of(ExitCode::invalid, require);
  CHECK(says(message,
             "repos.yaml:20:5: error: the section packages/$basearch holds packages of the targets el9 and "
             "el9-i686, which would be in the same folder: $basearch is x86_64 for both"));
  CHECK(says(message, "hint: add `target: el9`, and a section for el9-i686"));
}

TEST_CASE("sections that would be empty are named") {
  TwoArches product;
  product.config.sections.push_back({.path = "more",
                                     .from = Section::From::builds,
                                     .sign = "acme",
                                     .target = "el9",
                                     .where = {.file = "repos.yaml", .line = 22, .column = 5}});
  product.config.sections[1].of = "packages/$basearch";
  const auto plan = compose::make_plan(product.inputs, product.config, product.both(), product.store);
  CHECK(compose::empty_sections(plan, product.config) ==
        std::vector<std::string>{"repos.yaml:22:5: the section more is empty: no package goes to it"});
}
