// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/srpms.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "unit/product/fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::product;
using Names = std::vector<std::string>;

namespace {

Names files_of(const Srpms& srpms) {
  Names names;
  for (const auto& srpm : srpms.made) names.push_back(srpm.file_name);
  return names;
}

}  // namespace

TEST_CASE("source packages are made in the requested order, and reused") {
  test::ProductFixture product;
  product.add("one");
  product.add("two");
  Session session = product.open();
  const config::Target target = choose_target(session);
  const Packages packages = choose_packages(session.config, target, {"two", "one"});
  const Srpms made = srpms(session, packages, target);
  CHECK(files_of(made) == Names{"two-1.0-1.src.rpm", "one-1.0-1.src.rpm"});
  CHECK_FALSE(made.made.front().cached);
  CHECK(srpms(session, packages, target).made.front().cached);
}

TEST_CASE("a package that cannot be made is reported with the others, or in addition to the results") {
  test::ProductFixture product;
  product.add("good");
  product.add("bad", {{"README", "no spec\n"}});
  product.add("worse", {{"worse.spec", "Name: worse\n"}});
  Session session = product.open();
  const config::Target target = choose_target(session);
  const Packages all = choose_packages(session.config, target, {});
  const std::string told = test::error_of(ExitCode::invalid, [&] { srpms(session, all, target); });
  CHECK(told.find("2 of 3 source packages cannot be made") != std::string::npos);

  const Srpms made = srpms(session, all, target, {.keep_going = true});
  CHECK(files_of(made) == Names{"good-1.0-1.src.rpm"});
  REQUIRE(made.unmade.size() == 2);
  CHECK(made.unmade[0].name == "bad");
  CHECK(made.unmade[1].name == "worse");
  CHECK(made.unmade[0].error.code() == ExitCode::invalid);
}

TEST_CASE("two packages with the same file are both errors") {
  test::ProductFixture product;
  product.add("one");
  product.add("two", {{"one.spec", test::ProductFixture::spec("one")}, {"more", "other content\n"}});
  Session session = product.open();
  const config::Target target = choose_target(session);
  const Srpms made =
      srpms(session, choose_packages(session.config, target, {}), target, {.keep_going = true});
  CHECK(made.made.empty());
  CHECK(made.unmade.size() == 2);
}

TEST_CASE("a folder needs no repos.yaml") {
  test::ProductFixture product;
  const auto repository = product.add(
      "loose", {{"a.spec", test::ProductFixture::spec("a")}, {"b.spec", test::ProductFixture::spec("b")}});
  Session session = open_session({.cache = product.folder.path() / "cache"}, product.reporter);
  const config::Target target = choose_target(session);
  CHECK(files_of(srpms(session, Folder{.path = repository.path()}, target)) ==
        Names{"a-1.0-1.src.rpm", "b-1.0-1.src.rpm"});
  CHECK(files_of(srpms(session, Folder{.path = repository.path(), .specs = {.names = {"b"}}}, target)) ==
        Names{"b-1.0-1.src.rpm"});
  const auto repository_with_bad =
      product.add("mixed", {{"a.spec", test::ProductFixture::spec("a")}, {"bad.spec", "Name: bad\n"}});
  const Srpms mixed =
      srpms(session, Folder{.path = repository_with_bad.path()}, target, {.keep_going = true});
  CHECK(files_of(mixed) == Names{"a-1.0-1.src.rpm"});
  REQUIRE(mixed.unmade.size() == 1);
  CHECK(mixed.unmade.front().name == "bad.spec");
}
