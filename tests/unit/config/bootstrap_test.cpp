// SPDX-License-Identifier: GPL-3.0-or-later
// The `bootstrap` key of a package.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

Bootstrap bootstrap_of(const std::string& keys) {
  return parsed(k_head + "packages:\n  a: { " + keys + " }\n").packages.at("a").bootstrap;
}

}  // namespace

TEST_CASE("a bootstrap build sets conditions and macros") {
  CHECK(bootstrap_of("git: x") == Bootstrap{});
  const Bootstrap bootstrap =
      bootstrap_of("git: x, bootstrap: { with: [bootstrap], without: [tests, docs], macros: { mode: min } }");
  CHECK(bootstrap ==
        Bootstrap{.with = {"bootstrap"}, .without = {"tests", "docs"}, .macros = {{"mode", "min"}}});
  CHECK(bootstrap.all_macros() == std::map<std::string, std::string>{{"_with_bootstrap", "--with-bootstrap"},
                                                                     {"_without_docs", "--without-docs"},
                                                                     {"_without_tests", "--without-tests"},
                                                                     {"mode", "min"}});
  CHECK(bootstrap_of("srpm: a-1-1.src.rpm, bootstrap: { macros: { mode: min } }").all_macros().size() == 1);
}

TEST_CASE("bad input: bootstrap") {
  const auto with = [](const std::string& keys) {
    return k_head + "packages:\n  a: { git: x, bootstrap: { " + keys + " } }\n";
  };
  check_all({
      {with("witout: [x]"), "4:29: unknown key 'witout' in 'bootstrap' of package 'a'",
       "did you mean 'without'?"},
      {with("with: x"), "4:35: 'with' of 'bootstrap' of package 'a' must be a list, not a single value",
       "write with: [x]"},
      {with("with: [no-tests]"), "4:36: 'with' of 'bootstrap' of package 'a' names 'no-tests'",
       "write the name given to %bcond in the spec: letters, digits and '_'"},
      {with("with: [x], without: [x]"),
       "4:50: 'without' of 'bootstrap' of package 'a' names 'x', but so does 'with'",
       "a condition is on or off: remove one of them"},
      {with("macros: { m: x }"), "4:39: 'm' cannot be the name of a macro",
       "use three or more letters, digits and '_', without '%', not starting with a digit"},
      {with("with: []"), "4:16: 'bootstrap' of package 'a' changes nothing",
       "list conditions of the spec, or macros: bootstrap: { without: [tests] }"},
      {k_head + "packages:\n  a: { git: x, bootstrap: true }\n",
       "4:27: 'bootstrap' of package 'a' must be a mapping of with, without, macros, not a single value", ""},
  });
}
