// SPDX-License-Identifier: GPL-3.0-or-later
#include "answers.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::hostbase;
using Names = std::vector<std::string>;

TEST_CASE("RPM's names for Python and Perl packages come from their contents") {
  CHECK(names_by_contents("python3-yaml",
                          {.provides = {"python3dist(pyyaml) = 6.0", "python3.11dist(pyyaml) = 6.0"}}) ==
        Names{"python3-pyyaml"});
  CHECK(names_by_contents("python3-six", {.provides = {"python3dist(six) = 1"}}).empty());
  CHECK(names_by_contents("libxml-parser-perl",
                          {.provides = {"perl(XML::Parser)", "perl(XML::Parser::Expat)"}}) ==
        Names{"perl-XML-Parser"});
  CHECK(names_by_contents("perl-base", {.provides = {"perl(Getopt::Long)", "perl(strict)"}}) ==
        Names{"perl-Getopt-Long"});
  CHECK(names_by_contents("git", {.provides = {"perl(Git)"}}).empty());
}

TEST_CASE("a name promised by a rule that the package does not provide is reported") {
  Closure closure;
  closure.answers = {
      {"perl(No::Such)", "perl"},        {"perl(strict)", "perl-base"},   {"perl-No-Such", "perl"},
      {"perl-Getopt-Long", "perl-base"}, {"/usr/bin/tool", "tool"},       {"/usr/bin/other", "tool"},
      {"pkgconfig(tool) >= 1", "tool"},  {"pkgconfig(libtool2)", "tool"}, {"python3-tool", "tool"},
      {"openssl-devel", "libssl-dev"},   {"tool-devel", "tool"}};
  const ContentsByName contents = {
      {"perl", {}},
      {"perl-base", {.provides = {"perl(Getopt::Long)", "perl(strict)"}}},
      {"libssl-dev", {}},
      {"tool", {.entries = {{.path = "/usr/bin/tool"}}, .provides = {"pkgconfig(tool) = 2"}}}};
  CHECK(wrong_answers(closure, contents) ==
        Names{"/usr/bin/other", "perl(No::Such)", "perl-No-Such", "pkgconfig(libtool2)", "python3-tool"});
}
