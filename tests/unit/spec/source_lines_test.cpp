// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/source_lines.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using Strings = std::vector<std::string>;

TEST_CASE("sources are found in the text of a spec, with unknown macros") {
  const auto lines = spec::source_lines(
      "Name: greet\n"
      "Source0: https://example.org/%{name}/%{name}-%{version}.tar.gz\n"
      "# Source8: no.conf\n"
      "source1 : conf/%name.conf\n"
      "%{?with_more:Patch2: more%{?dist}.patch}\n"
      "%description\nSource: of joy\n%build\ncd ../there\n%files\n");
  CHECK(lines.names == Strings{"sources", "*-*.tar.gz", "*.conf", "more*.patch", "of"});
  CHECK(lines.paths == Strings{"conf/%name.conf"});
  CHECK(lines.with_macros == Strings{"conf/%name.conf", "more%{?dist}.patch"});
  CHECK_FALSE(lines.names_outside_path);
}

TEST_CASE("lists of sources are read, and an unreadable one may name any file") {
  CHECK(spec::source_lines("Name: a\n%sourcelist\na.tar\n# b.tar\n\n%patchlist\nc[1].patch\n%prep\n").names ==
        Strings{"sources", "a.tar", "c\\[1].patch"});
  for (const char* const macro : {"%include x.inc\n", "%{load:x}\n", "%{lua: print('Source1: a')}\n",
                                  "%(cat a)\n", "%{exists:x}\n", "%{uncompress:x.gz}\n"}) {
    CAPTURE(macro);
    CHECK(spec::source_lines(std::string("Name: a\n") + macro).names.back() == "*");
  }
}

TEST_CASE("a preamble with paths outside of its folder is reported") {
  CHECK(spec::source_lines("Name: a\n%include ../common.inc\n%prep\n").names_outside_path);
  CHECK(spec::source_lines("Name: a\n%global up ..\n%prep\n").names_outside_path);
  CHECK_FALSE(
      spec::source_lines("Name: a\nSummary: And so on... and on..\n%prep\ncd ..\n").names_outside_path);
  const auto plain = spec::source_lines("Name: a\nSource1: ../common/x\n%prep\n");
  CHECK_FALSE(plain.names_outside_path);
  CHECK(plain.paths == Strings{"../common/x"});
}
