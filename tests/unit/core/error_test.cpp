// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.hpp"

#include <doctest/doctest.h>

#include <cerrno>

using namespace rpmworks;

TEST_CASE("an error shows its position with a caret, its notes, its trail and a hint") {
  Error error = Error(ExitCode::invalid, "unknown key 'targts'")
                    .at({"repos.yaml", 7, 5, "    targts:"})
                    .note("keys here: targets, packages")
                    .hint("did you mean 'targets'?");
  error.during("reading the configuration");
  CHECK(error.render() ==
        "repos.yaml:7:5: error: unknown key 'targts'\n"
        "  7 |     targts:\n"
        "    |     ^\n"
        "  keys here: targets, packages\n"
        "  while reading the configuration\n"
        "hint: did you mean 'targets'?\n");
}

TEST_CASE("an error with only a message is one line") {
  CHECK(Error(ExitCode::failed, "it broke").render() == "error: it broke\n");
}

TEST_CASE("a position without line or column omits them") {
  CHECK(Error(ExitCode::invalid, "no spec").at({"repo"}).render() == "repo: error: no spec\n");
  CHECK(Error(ExitCode::invalid, "bad").at({"a.spec", 12}).render() == "a.spec:12: error: bad\n");
}

TEST_CASE("with_context extends the trail and passes values and errors through") {
  CHECK(with_context("counting", [] { return 3; }) == 3);
  try {
    with_context("outer", [] { with_context("inner", []() -> void { throw Error(ExitCode::build, "x"); }); });
    FAIL("no error came through");
  } catch (const Error& error) {
    CHECK(error.trail() == std::vector<std::string>{"inner", "outer"});
    CHECK(error.code() == ExitCode::build);
  }
}

TEST_CASE("the error for a full disk has a hint") {
  errno = ENOSPC;
  const Error error = system_error("write", "/x/y");
  CHECK(std::string(error.what()) == "write /x/y: No space left on device");
  CHECK(error.hint() == "free some space on that file system; the existing files are unchanged");
  // The free space of the file system of the nearest existing folder.
  REQUIRE(error.notes().size() == 1);
  CHECK(error.notes()[0].find(" are free there now") != std::string::npos);
}
