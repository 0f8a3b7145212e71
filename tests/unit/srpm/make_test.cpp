// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>
#include "unit/srpm/fixture.hpp"
using namespace rpmworks;
using namespace rpmworks::test;
TEST_CASE("make") {
  Fixture fixture(Files{{"greet.spec", small_spec()}, {"main.c", "int main(){}"}});
  const auto srpm = fixture.make();
  MESSAGE(srpm.path.string());
  for (auto& m : Fixture::members(srpm.path)) MESSAGE(m);
  for (auto& m : Fixture::listing(srpm.path, "greet-1.0.tar.gz")) MESSAGE(m);
}
