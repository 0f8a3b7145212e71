// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <utility>

#include "core/error.hpp"
#include "core/events.hpp"

using namespace rpmworks;

TEST_CASE("user names and passwords in URLs are hidden, whatever surrounds them") {
  CHECK(redacted("git: https://ann:secret@host/x.git") == "git: https://***@host/x.git");
  CHECK(redacted("from https://glpat-secret@host:8443, and http://a:b@c@d/e") ==
        "from https://***@host:8443, and http://***@d/e");
  CHECK(redacted("{ git: \"https://u:secret@host/x\", ref: v1@2 }") ==
        "{ git: \"https://***@host/x\", ref: v1@2 }");
  CHECK(redacted("socks5://u:secret@proxy https://u:secret@host") == "socks5://***@proxy https://***@host");
  // A password is hidden even if it lacks the required encoding.
  CHECK(redacted("'https://u:se#cr?e/t@host/x' is no address") == "'https://***@host/x' is no address");
  CHECK(redacted("baseurl: https://u:sec ret@host/x") == "baseurl: https://***@host/x");
  // For these addresses the user name is part of the address.
  CHECK(redacted("ssh://git:secret@host/x git+ssh://git@host/x") ==
        "ssh://git:***@host/x git+ssh://git@host/x");
  for (const char* const harmless :
       {"git@host:x.git", "https://host/x@y", "a: b@c", "https://host/?q=a@b", "https://host:8080/x@y",
        "https://[::1]/a@b", "https://host: ask ann@host", "://u@h", "https://@host/x",
        "https:// ann@example.org", ""}) {
    CHECK(redacted(harmless) == harmless);
    CHECK_FALSE(has_secrets(harmless));
  }
  CHECK(has_secrets("https://token@host"));
}

TEST_CASE("secret parameters of URLs are hidden, others are shown") {
  CHECK(redacted("https://host/f.tar.gz?private_token=secret&x=1") ==
        "https://host/f.tar.gz?private_token=***&x=1");
  CHECK(redacted("https://host/f?x=1&Access-Token=secret#fragment") ==
        "https://host/f?x=1&Access-Token=***#fragment");
  CHECK(redacted("'https://host/f?X-Amz-Signature=secret&X-Amz-Credential=me' is gone") ==
        "'https://host/f?X-Amz-Signature=***&X-Amz-Credential=***' is gone");
  CHECK(redacted("https://host/f?sig=secret; then") == "https://host/f?sig=***; then");
  for (const char* const harmless : {"https://host/?tokens=3", "token=secret",
                                     "https://host/?token=", "key=value", "https://host/?monkey=1"})
    CHECK(redacted(harmless) == harmless);
}

TEST_CASE("values of secret keys are hidden in a quoted line, and the caret keeps its position") {
  const auto line = [](const char* text, int column) {
    const std::string shown = redacted_line(text, column);
    return std::pair(shown, column);
  };
  CHECK(line("  passphrase: hunter2", 3) == std::pair(std::string("  passphrase: ***"), 3));
  CHECK(line("acme: { password: \"a, b\", homedir: x }", 27) ==
        std::pair(std::string("acme: { password: \"***\", homedir: x }"), 26));
  CHECK(line("token: 'abc' # mine", 1).first == "token: '***' # mine");
  CHECK(line("api-key: abcdefgh # mine", 19) == std::pair(std::string("api-key: *** # mine"), 14));
  CHECK(line("git: https://u:p@h/x, ref: v", 23) ==
        std::pair(std::string("git: https://***@h/x, ref: v"), 23));
  CHECK(line("git: https://user:secret@h/x, reff: v", 31) ==
        std::pair(std::string("git: https://***@h/x, reff: v"), 23));
  // A position inside of a secret moves to its beginning.
  CHECK(line("git: https://user:se\xff"
             "cret@h/x",
             21)
            .second == 14);
  CHECK(line("passphrase-file: secret.txt", 1).first == "passphrase-file: secret.txt");
  CHECK(line("sign: acme", 1).first == "sign: acme");
}

TEST_CASE("an error contains no secret in any of its parts") {
  Error error = Error(ExitCode::invalid, "cannot fetch https://u:secret@h/x")
                    .at({.file = "repos.yaml",
                         .line = 7,
                         .column = 33,
                         .text = "  a: { git: https://u:secret@h/x, reff: v }"})
                    .note("from https://secret@h")
                    .notes({"http://h/?token=secret"})
                    .hint("try https://u:secret@h");
  error.during("reading https://u:secret@h/x");
  CHECK(error.render() ==
        "repos.yaml:7:33: error: cannot fetch https://***@h/x\n"
        "  7 |   a: { git: https://***@h/x, reff: v }\n"
        "    |                            ^\n"
        "  from https://***@h\n"
        "  http://h/?token=***\n"
        "  while reading https://***@h/x\n"
        "hint: try https://***@h\n");
  for (const std::string& text :
       {std::string(error.what()), error.notes()[0], error.trail()[0], error.hint(), error.where()->text})
    CHECK(text.find("secret") == std::string::npos);
  CHECK(error.where()->column == 33);
}

TEST_CASE("what a run reports contains no secret") {
  struct Sink : EventSink {
    std::string heard;
    void on_event(const Event& event) override { heard += event.subject + "|" + event.result + "\n"; }
  };
  const auto sink = std::make_shared<Sink>();
  Reporter reporter(sink);
  reporter.warning("https://u:secret@h is slow");
  {
    Activity fetching(reporter, "fetching", "https://token@h/x");
    fetching.result("from http://h/?token=secret");
  }
  CHECK(sink->heard ==
        "https://***@h is slow|\nhttps://***@h/x|\nhttps://***@h/x|from http://h/?token=***\n");
}
