// SPDX-License-Identifier: GPL-3.0-or-later
// Cycles that a bootstrap build breaks, built.
#include "unit/schedule/fake_engine.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

TEST_CASE("a cycle is built with a bootstrap build") {
  Product p;
  p.add("a", {"b-devel"});
  p.add("b", {"a-devel"});
  p.add("user", {"a", "b"});
  p.bootstrap("a", {"make"});
  p.target.macros = {{"vendor", "x"}};
  const auto results = p.build({.jobs = 1});
  CHECK(p.engine.built == Names{"a", "b", "a", "user"});
  REQUIRE(results.size() == 3);  // those of the bootstrap build are not given out
  CHECK(results[0].srpm_sha256 == p.get("a").sha256);
  CHECK(p.engine.visible["b"] == Names{"a-devel"});
  CHECK(p.engine.visible["a"] == Names{"b-devel"});
  CHECK(p.engine.visible["user"] == Names{"a", "b"});
  CHECK(p.engine.macros["a"] == rpm::Macros{{"vendor", "x"}});  // those of the full build
  CHECK(results[0].folder.filename() == "a-1.0-1");
  CHECK(fs::exists(results[0].folder.parent_path() / "a-1.0-1-bootstrap" / "build.log"));
  p.build();
  CHECK(p.engine.built.empty());
  // Another bootstrap build with the same result changes nothing for the others.
  p.bootstrap("a", {"gcc"});
  p.build({.jobs = 1});
  CHECK(p.engine.built.empty());  // the same source, in the same root
}

TEST_CASE("the macros of a bootstrap build are its target's") {
  Product p;
  p.add("a", {"a-devel"});
  p.bootstrap("a", {});
  p.engine.fails["a"] = "building a failed";
  const schedule::Outcome outcome = p.outcome();
  CHECK(p.engine.macros["a"] == rpm::Macros{{"_with_bootstrap", "--with-bootstrap"}});
  REQUIRE(outcome.failed.size() == 1);
  CHECK(outcome.failed[0].name == "a (bootstrap)");
  REQUIRE(outcome.not_built.size() == 1);
  CHECK(outcome.not_built[0].why() == "it needs a (bootstrap), which failed");
}
