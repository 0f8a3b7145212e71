// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/refused.hpp"

#include <doctest/doctest.h>

#include "core/text.hpp"

using namespace rpmworks;
using licenses::refused_licenses;

namespace {

const std::set<std::string> k_allowed = {
    licenses::normal_license("MIT"), licenses::normal_license("GPLv2+"),
    licenses::normal_license("GPL-2.0-only WITH Classpath-exception-2.0"),
    licenses::normal_license("Public  Domain")};

std::string refused(const std::string& expression) {
  return join(refused_licenses(expression, k_allowed), " | ");
}

}  // namespace

TEST_CASE("allowed licences") {
  for (const char* license :
       {"MIT", "mit", "GPLv2+ and MIT", "MIT AND (GPLv2+ OR Proprietary)", "Proprietary or MIT",
        "Public Domain", "GPLv2+ with exceptions", "GPL-2.0-only WITH classpath-exception-2.0", "((MIT))",
        "Proprietary AND BSD OR MIT", "MIT\n AND\tGPLv2+"}) {
    CAPTURE(license);
    CHECK(refused(license).empty());
  }
}

TEST_CASE("refused licences") {
  CHECK(refused("Proprietary") == "Proprietary");
  CHECK(refused("MIT and Proprietary and BSD and Proprietary") == "Proprietary | BSD");
  CHECK(refused("Proprietary OR BSD") == "Proprietary | BSD");
  CHECK(refused("(MIT OR BSD) AND Redistributable, no modification permitted") ==
        "Redistributable, no modification permitted");
  CHECK(refused("GPL-2.0-only") == "GPL-2.0-only");
  CHECK(refused("GPL-2.0-only WITH other") == "GPL-2.0-only WITH other");
  // AND comes before OR.
  CHECK(refused("BSD OR MIT AND Proprietary") == "BSD | Proprietary");
}

TEST_CASE("what is not an expression is refused as a whole") {
  for (const std::string expression :
       {"", "MIT AND", "(MIT", "MIT)", "AND MIT", "MIT (GPLv2+)", "MIT WITH", "()"}) {
    CAPTURE(expression);
    CHECK(refused_licenses(expression, k_allowed) == std::vector<std::string>{expression});
  }
  const std::string deep = std::string(100'000, '(') + "MIT" + std::string(100'000, ')');
  CHECK(refused_licenses(deep, k_allowed).size() == 1);
  // A whole expression may be in the list.
  CHECK(refused_licenses("Odd (licence", {"odd (licence"}).empty());
}
