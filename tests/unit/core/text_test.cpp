// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text.hpp"

#include <doctest/doctest.h>

using namespace rpmworks;

TEST_CASE("a typing error finds the intended word") {
  const std::vector<std::string> keys = {"targets", "packages", "upstreams", "keys"};
  CHECK(nearest_word("targts", keys) == "targets");
  CHECK(nearest_word("pacakges", keys) == "packages");
  CHECK(nearest_word("kes", keys) == "keys");
  CHECK_FALSE(nearest_word("sections", keys));
  CHECK_FALSE(nearest_word("", keys));
}

TEST_CASE("a hint shows the intended word as it is written") {
  const std::vector<std::string> keys = {"targets", "packages"};
  CHECK(did_you_mean("targts", keys) == "did you mean 'targets'?");
  CHECK(did_you_mean("targts", keys, "`{}:`") == "did you mean `targets:`?");
  CHECK(did_you_mean("targts", keys, "{}") == "did you mean targets?");
  CHECK_FALSE(did_you_mean("sections", keys));
}

TEST_CASE("last_lines returns the end of a log") {
  CHECK(last_lines("a\nb\nc\n", 2) == std::vector<std::string>{"b", "c"});
  CHECK(last_lines("a\nb\nc", 5) == std::vector<std::string>{"a", "b", "c"});
  CHECK(last_lines("", 3).empty());
}

TEST_CASE("sizes and durations are readable") {
  CHECK(human_bytes(812) == "812 B");
  CHECK(human_bytes(1536) == "1.5 KiB");
  CHECK(human_duration(std::chrono::milliseconds(240)) == "0.24 s");
  CHECK(human_duration(std::chrono::seconds(185)) == "3 min 05 s");
}

TEST_CASE("URLs are shown without credentials") {
  CHECK(without_credentials("https://user:secret@host/x") == "https://host/x");
  CHECK(without_credentials("https://token@host:8443") == "https://host:8443");
  CHECK(without_credentials("https://host/x@y?z@w") == "https://host/x@y?z@w");
  CHECK(without_credentials("http://a:b@c@host/x") == "http://host/x");
  CHECK(without_credentials("ssh://git:secret@host/x") == "ssh://git@host/x");
  CHECK(without_credentials("git@host:x/y.git") == "git@host:x/y.git");
  CHECK(without_credentials("/a/folder") == "/a/folder");
  CHECK(without_credentials("") == "");
}

TEST_CASE("counted words have their plural") {
  CHECK(counted(0, "package") == "0 packages");
  CHECK(counted(1, "package") == "1 package");
  CHECK(counted(2, "source package") == "2 source packages");
}
