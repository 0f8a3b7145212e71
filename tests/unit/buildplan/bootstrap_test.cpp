// SPDX-License-Identifier: GPL-3.0-or-later
// Builds of cycles that a bootstrap build breaks.
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
  REQUIRE(results.size() == 3);  // packages of the bootstrap build are not part of the result
  CHECK(results[0].srpm_sha256 == p.get("a").sha256);
  CHECK(p.engine.visible["b"] == Names{"a-devel"});
  CHECK(p.engine.visible["a"] == Names{"b-devel"});
  CHECK(p.engine.visible["user"] == Names{"a", "b"});
  CHECK(p.engine.macros["a"] == rpm::Macros{{"vendor", "x"}});  // packages of the full build
  CHECK(results[0].folder.filename() == "a-1.0-1");
  CHECK(fs::exists(results[0].folder.parent_path() / "a-1.0-1-bootstrap" / "build.log"));
  p.build();
  CHECK(p.engine.built.empty());
  // If another bootstrap build gives the same result, the other packages stay unchanged.
  p.bootstrap("a", {"gcc"});
  p.build({.jobs = 1});
  CHECK(p.engine.built.empty());  // the same source, in the same root
}

TEST_CASE("a bootstrap build uses its target's macros") {
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
