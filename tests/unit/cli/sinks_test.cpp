// SPDX-License-Identifier: GPL-3.0-or-later
#include "sinks.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;
using namespace rpmworks::cli;

TEST_CASE("text without control characters is unchanged") {
  for (const char* const text : {"", "plain", "größer, 日本, 😀, …", "a\tb\nc", "[31m looks like a colour"})
    CHECK(harmless(text) == text);
  CHECK(harmless("\xf4\x8f\xbf\xbf") == "\xf4\x8f\xbf\xbf");  // the last valid code point
}

TEST_CASE("control characters, including colours, are shown as question marks") {
  for (int c = 0; c < 0x20; ++c) {
    if (c == '\n' || c == '\t') continue;
    CAPTURE(c);
    CHECK(harmless(std::string("a") + static_cast<char>(c) + "b") == "a?b");
  }
  CHECK(harmless("a\x7f") == "a?");
  CHECK(harmless("\033[31mred\033[0m") == "?[31mred?[0m");
  CHECK(harmless("\033]0;title\007") == "?]0;title?");
  for (int c = 0x80; c < 0xa0; ++c) {
    CAPTURE(c);
    CHECK(harmless(std::string("a\xc2") + static_cast<char>(c) + "b") == "a?b");
    // The control characters of a terminal that reads Latin-1.
    CHECK(harmless(std::string("a") + static_cast<char>(c) + "b") == "a?b");
  }
  CHECK(harmless("\xc2\xa0") == "\xc2\xa0");  // the first that is not a control character
}

TEST_CASE("characters that change the direction of text are shown as question marks") {
  for (const char* const mark :
       {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    CAPTURE(mark);
    CHECK(harmless(std::string("evil") + mark + "gpj.exe") == "evil?gpj.exe");
  }
  for (const char* const other : {"\u2029", "\u202f", "\u2065", "\u206a", "שלום"})
    CHECK(harmless(other) == other);
}

TEST_CASE("invalid UTF-8 is shown as one question mark per byte") {
  CHECK(harmless("caf\xe9!") == "caf?!");
  CHECK(harmless("\xff\xfe") == "??");
  CHECK(harmless("cut \xe2\x80") == "cut ??");
  CHECK(harmless("\xe2\x80z") == "??z");
  CHECK(harmless("\xc0\x9b") == "??");       // overlong forms: of ESC
  CHECK(harmless("\xe0\x82\x9b") == "???");  // of U+009B
  CHECK(harmless("\xf0\x82\x82\x9b") == "????");
  CHECK(harmless("\xed\xa0\x80") == "???");       // a surrogate
  CHECK(harmless("\xf4\x90\x80\x80") == "????");  // beyond the last
}

TEST_CASE("long lines keep their length") {
  const std::string line(3 << 20, 'x');
  CHECK(harmless(line) == line);
  CHECK(harmless(std::string(1 << 20, '\033')) == std::string(1 << 20, '?'));
}

TEST_CASE("what a download has received, and how fast") {
  Event event{.kind = Event::Kind::end, .verb = "fetching", .subject = "packages of base"};
  event.elapsed = std::chrono::seconds(4);
  CHECK(transfer_of(event).empty());
  event.bytes = 8UL << 20;
  event.total_bytes = 16UL << 20;
  CHECK(transfer_of(event) == "8.0 MiB of 16.0 MiB, 2.0 MiB/s");
  event.total_bytes = 0;
  CHECK(transfer_of(event) == "8.0 MiB, 2.0 MiB/s");
  event.total_bytes = event.bytes;
  CHECK(line_of(event, Detail::normal) == "fetching packages of base  4.0 s  8.0 MiB, 2.0 MiB/s");
  event.elapsed = {};
  CHECK(transfer_of(event) == "8.0 MiB, 7.8 GiB/s");
}
