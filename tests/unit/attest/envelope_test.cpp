// SPDX-License-Identifier: GPL-3.0-or-later
#include "attest/envelope.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::attest;

TEST_CASE("the bytes that are signed are those of DSSE's own example") {
  CHECK(signed_bytes("http://example.com/HelloWorld", "hello world") ==
        "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  CHECK(signed_bytes("", "") == "DSSEv1 0  0 ");
}

TEST_CASE("envelopes are written in a line each, and read again") {
  const std::string payload("{\"a\": \"\xc3\xa4\"}\n\0b", 15);
  const Envelope envelope{
      .payload_type = k_in_toto, .payload = payload, .signatures = {{"AB12", "\x89\xff"}}};
  const std::string line = to_line(envelope);
  CHECK(line.find('\n') == line.size() - 1);
  const auto read = envelopes_of(line + "\n" + line, "x.intoto.jsonl");
  REQUIRE(read.size() == 2);
  CHECK(read[1].payload == payload);
  CHECK(read[1].payload_type == k_in_toto);
  REQUIRE(read[1].signatures.size() == 1);
  CHECK(read[1].signatures[0].keyid == "AB12");
  CHECK(read[1].signatures[0].sig == "\x89\xff");
  CHECK(envelopes_of("", "x").empty());
}

TEST_CASE("a signer gets the encoding") {
  std::string seen;
  const std::string line = signed_line("{}", "AB", [&](const std::string& bytes) {
    seen = bytes;
    return std::string("sig");
  });
  CHECK(seen == "DSSEv1 28 application/vnd.in-toto+json 2 {}");
  CHECK(envelopes_of(line, "x").front().signatures.front().sig == "sig");
}

TEST_CASE("the URL-safe alphabet is read") {
  const auto read = envelopes_of(R"({"payload":"_-8=","payloadType":"t","signatures":[]})", "x");
  CHECK(read.front().payload == "\xff\xef");
}

TEST_CASE("bad input: what is no envelope is refused with its line") {
  for (const char* const bad :
       {"x", "{}", "[]", R"({"payload":"!","payloadType":"t","signatures":[]})",
        R"({"payload":"","payloadType":"t"})", R"({"payload":"","payloadType":"t","signatures":[{}]})",
        R"({"payload":"","payloadType":1,"signatures":[]})",
        R"({"payload":"","payloadType":"t","signatures":[{"sig":1}]})"}) {
    CAPTURE(bad);
    const std::string text = R"({"payload":"","payloadType":"t","signatures":[]})" + std::string("\n") + bad;
    try {
      envelopes_of(text, "x.jsonl");
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      CHECK(error.render().starts_with("x.jsonl:2:1: error: this is not a DSSE envelope"));
    }
  }
}
