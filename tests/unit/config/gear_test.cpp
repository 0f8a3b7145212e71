// SPDX-License-Identifier: GPL-3.0-or-later
// The `gear` key of a package: whether its GEAR rules are followed.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

std::string with(const std::string& key) {
  return k_head + "packages:\n  a: { git: x" + key + " }\n";
}

Recipe::Rules gear_of(const std::string& key) {
  return parsed(with(key)).packages.at("a").recipe.gear;
}

}  // namespace

TEST_CASE("GEAR rules are followed if they make more than the default archive, always or never") {
  CHECK(gear_of("") == Recipe::Rules::automatic);
  CHECK(gear_of(", gear: auto") == Recipe::Rules::automatic);
  CHECK(gear_of(", gear: always") == Recipe::Rules::always);
  CHECK(gear_of(", gear: never") == Recipe::Rules::never);
}

TEST_CASE("bad input: gear") {
  check_all({
      {with(", gear: alwasy"), "4:22: 'gear' of package 'a' is 'alwasy'", "did you mean 'always'?"},
      {with(", gear: true"), "4:22: 'gear' of package 'a' is 'true'", "use one of: auto, always, never"},
  });
}
