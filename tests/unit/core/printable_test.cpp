// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;

TEST_CASE("control characters of untrusted text become escapes") {
  CHECK(printable("a\tb\nc") == "a\tb\nc");
  CHECK(printable("\033[2Jx\r\x7f") == "\\x1b[2Jx\\x0d\\x7f");
  CHECK(printable(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\xc2\x9b"
                  "31m\xc2\xa0ü") == "\\u009b31m\xc2\xa0ü");
  CHECK(printable("abcdef", 3) == "abc…");
  CHECK(printable("aü", 2) == "a…");
  CHECK(printable("aü", 3) == "aü");
}

TEST_CASE("characters that change the direction of text become escapes") {
  CHECK(printable("Acme \xe2\x80\xae"
                  "gpr") == "Acme \\u202egpr");
  CHECK(printable("\xe2\x80\xaa\xe2\x81\xa6\xe2\x81\xa9") == "\\u202a\\u2066\\u2069");
  CHECK(printable("\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5…") == "\xe2\x80\xa9\xe2\x80\xaf\xe2\x81\xa5…");
  CHECK(turning_length("x\xe2\x80\xae", 1) == 3);
  CHECK(turning_length("x\xe2\x80", 1) == 0);
}

TEST_CASE("characters that XML cannot contain") {
  CHECK_FALSE(forbidden_in_xml("tab\t line\n return\r ü \xc2\x9b \xff latin"));
  const auto escape = forbidden_in_xml("ab\033[0m");
  REQUIRE(escape);
  CHECK(escape->at == 2);
  CHECK(escape->name == "0x1B (ESC)");
  CHECK(forbidden_in_xml("\f")->name == "0x0C (FF)");
  CHECK(forbidden_in_xml(std::string_view("\0", 1))->name == "0x00 (NUL)");
  const auto noncharacter = forbidden_in_xml("x\xef\xbf\xbf");
  REQUIRE(noncharacter);
  CHECK(noncharacter->name == "U+FFFF");
  CHECK(noncharacter->bytes == 3);
  CHECK(forbidden_in_xml("\xef\xbf\xbe")->name == "U+FFFE");
  CHECK_FALSE(forbidden_in_xml("\xef\xbf\xbd"));
}
