// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/release_targets.hpp"

#include <doctest/doctest.h>

#include "pipeline/release_builds.hpp"
#include "support/errors.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::locking;
using namespace rpmworks::pipeline;

namespace {

std::string names(const std::vector<config::Target>& targets) {
  std::string text;
  for (const auto& target : targets) text += target.name + " ";
  return text;
}

/// A product with the packages `one` and `two` for the targets a and b.
struct TwoTargets : test::ProductFixture {
  TwoTargets() {
    add("one");
    add("two", {{"two.spec", machine_spec()}});
    set("packages/$basearch: { from: builds, sign: k }", "");
  }

  // The source package of a package that is not noarch depends on the architecture.
  static std::string machine_spec() {
    std::string text = spec("two");
    const std::string noarch = "BuildArch: noarch\n";
    return text.erase(text.find(noarch), noarch.size());
  }

  void set(const std::string& section, const std::string& dist_of_b, const std::string& release = "") {
    settings =
        "keys: { k: { homedir: gnupg } }\ntargets:\n"
        "  a: { buildroot: { repos: [hostbase] } }\n"
        "  b: { arch: i686" +
        dist_of_b +
        ", buildroot: { repos: [hostbase] } }\n"
        "  c: { buildroot: { repos: [hostbase] } }\n"
        "release:\n" +
        release + "  sections:\n    " + section + "\n    sources: { from: srpms, sign: k }\n";
    packages =
        "  one: { git: one, targets: [a, b] }\n"
        "  two: { git: two, targets: [a, b] }\n";
  }

  static std::vector<ReleaseSources> sources(product::Session& session,
                                             const std::vector<config::Target>& targets) {
    return release_sources(session, layout::Targets(targets));
  }
};

}  // namespace

TEST_CASE("a release is made for the targets that have packages or a section") {
  TwoTargets product;
  product::Session session = product.open();
  CHECK(names(choose_release_targets(session)) == "a b ");
  CHECK(choose_release_targets(session, {.engine = "mock"})[1].engine == "mock");
  CHECK(product.heard->notes.empty());
  CHECK(names(choose_release_targets(session, {.target = "b"})) == "b ");
  CHECK(product.heard->notes == std::vector<std::string>{"this release is made only for b, not for a"});
  CHECK_THROWS_AS(choose_release_targets(session, {.target = "d"}), Error);
  session.lock.reset();

  product.set("packages: { from: builds, sign: k, target: c }", "");
  product::Session with_section = product.open();
  CHECK(names(choose_release_targets(with_section)) == "a b c ");
}

TEST_CASE("`release.targets` names the targets of a release") {
  TwoTargets product;
  product.set("packages: { from: builds, sign: k, target: b }", "", "  targets: [b, a]\n");
  product::Session session = product.open();
  CHECK(names(choose_release_targets(session)) == "b a ");
  const std::string told =
      test::error_of(ExitCode::usage, [&] { choose_release_targets(session, {.target = "c"}); });
  CHECK(told.find("the target 'c' is not in `release.targets`") != std::string::npos);
  CHECK(told.find("use --target with one of: b, a") != std::string::npos);
}

TEST_CASE("targets that share a section have the same source packages") {
  TwoTargets product;
  product::Session session = product.open();
  const auto targets = choose_release_targets(session);
  const auto all = TwoTargets::sources(session, targets);
  REQUIRE(all.size() == 2);
  for (size_t i = 0; i < 2; ++i) {
    const srpm::Srpm& first = all[0].packages.at(i)->srpm;
    const srpm::Srpm& second = all[1].packages.at(i)->srpm;
    CHECK(first.name == (i == 0 ? "one" : "two"));
    CHECK(second.name == first.name);
    CHECK(second.sha256 == first.sha256);
    CHECK_FALSE(second.commit.empty());
    CHECK(second.commit == first.commit);
    CHECK(second.commit_time == first.commit_time);
    CHECK(second.file_name == first.file_name);
  }
  // As the spec is parsed for the architecture.
  CHECK(all[0].packages[1]->srpm.info.packages[0].nevra.arch == "x86_64");
  CHECK(all[1].packages[1]->srpm.info.packages[0].nevra.arch == "i686");
  CHECK(distinct_srpms(all).size() == 2);
  CHECK(by_target(all).at("b").size() == 2);
}

TEST_CASE("targets with sections of their own have source packages of their own") {
  TwoTargets product;
  product.set("a: { from: builds, sign: k, target: a }\n    b: { from: builds, sign: k, target: b }", "");
  product::Session session = product.open();
  const auto targets = choose_release_targets(session);
  const auto all = TwoTargets::sources(session, targets);
  CHECK(all[0].packages[1]->srpm.sha256 != all[1].packages[1]->srpm.sha256);
  CHECK(distinct_srpms(all).size() >= 3);
}

TEST_CASE("targets that share a section must give a package the same version") {
  TwoTargets product;
  product.set("packages/$basearch: { from: builds, sign: k }", ", dist: .b");
  std::string spec = TwoTargets::machine_spec();
  spec.replace(spec.find("Release: 1"), 10, "Release: 1%{?dist}");
  const test::GitFixture two(product.folder.path() / "two");
  two.write("two.spec", spec);
  two.commit("Add dist");
  product::Session session = product.open();
  const auto targets = choose_release_targets(session);
  const std::string told = test::error_of(ExitCode::invalid, [&] { TwoTargets::sources(session, targets); });
  CHECK(told.find("two is 1.0-1 for the target a but 1.0-1.b for b, and both go to the same section") !=
        std::string::npos);
  CHECK(told.find("give both targets the same `dist` and macros") != std::string::npos);
}
