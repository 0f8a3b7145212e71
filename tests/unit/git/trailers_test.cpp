// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include "git/commit_trailers.hpp"

using namespace rpmworks::git;

namespace {

std::string lines(std::string_view message) {
  std::string text;
  for (const auto& trailer : trailers_in(message))
    text += std::to_string(trailer.line) + " " + trailer.key + "=" + trailer.value + "\n";
  return text;
}

}  // namespace

TEST_CASE("the trailers of a commit's message, with their lines") {
  CHECK(lines("Subject\n\nBody: no\ntrailer here.\n\nFixes: CVE-2026-1\nCVE : a\n  b\n# "
              "comment\nSigned-off-by: A\n\n") == "6 Fixes=CVE-2026-1\n7 CVE=a b\n10 Signed-off-by=A\n");
  CHECK(lines("Subject: not a trailer\n").empty());
  CHECK(lines("").empty());
  CHECK(lines("Subject\n\nNo trailers\nat: all\n").empty());
  // As git: lines that are no trailers are allowed beside git's own.
  CHECK(lines("Subject\n\n(cherry picked from commit 0123)\nAdvisory: A-1\nlast\n") == "4 Advisory=A-1\n");
  CHECK(trailers_in("S\n\nadvisory: A\n").at(0).has_key("Advisory"));
  CHECK_FALSE(trailers_in("S\n\nadvisory: A\n").at(0).has_key("Advisory-Type"));
}

TEST_CASE("a message without its trailers") {
  CHECK(without_trailers("Subject\n\nBody\n\n\nFixes: a\n") == "Subject\n\nBody");
  CHECK(without_trailers("Subject\n") == "Subject");
  CHECK(without_trailers("").empty());
}
