// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/encoding.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;

TEST_CASE("base64 with every length of its last group, in both directions") {
  // RFC 4648, section 10.
  const std::pair<const char*, const char*> known[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : known) {
    CHECK(to_base64(bytes) == text);
    CHECK(from_base64(text) == std::string(bytes));
  }
  const std::string bytes("\0\xff\xfe\0", 4);
  CHECK(to_base64(bytes) == "AP/+AA==");
  CHECK(from_base64("AP/+AA==") == bytes);
}

TEST_CASE("invalid base64 gives nothing") {
  for (const char* const text : {"Zg", "Zg=", "Z===", "====", "=Zg=", "Zm=v", "Zm9v=Zg=", "Zm8=Zm8=", "Zm9-",
                                 "Zm 9", " Zm9v   ", "Zm9v\nZg=", "Zm9\n", "Zm9vZ"})
    CHECK_MESSAGE(!from_base64(text), text);
}

TEST_CASE("hexadecimal digits, in both directions") {
  const std::string bytes("\0\x1f\xfa", 3);
  CHECK(to_hex(bytes) == "001ffa");
  CHECK(from_hex("001FfA") == bytes);
  CHECK(from_hex("") == "");
  for (const char* const text : {"0", "0g", "g0", "001", "0x", " 0"}) CHECK_MESSAGE(!from_hex(text), text);
}

TEST_CASE("percent escapes") {
  CHECK(percent_decoded("a%20b%2Fc%2f%41") == "a b/c/A");
  CHECK(percent_decoded("100%") == "100%");
  CHECK(percent_decoded("%4") == "%4");
  CHECK(percent_decoded("%zz%%41") == "%zz%A");
  CHECK(percent_decoded("%2541") == "%41");
  CHECK(percent_decoded("%00") == std::string(1, '\0'));
  CHECK(percent_decoded("") == "");
}
