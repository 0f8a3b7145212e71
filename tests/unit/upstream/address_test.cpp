// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/address.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::upstream;

TEST_CASE("local addresses") {
  CHECK(local_file("file:///srv/repo") == fs::path("/srv/repo"));
  CHECK(local_file("file:///srv/my%20repo%2") == fs::path("/srv/my repo%2"));
  CHECK(local_file("/srv/a%20b") == fs::path("/srv/a%20b"));
  CHECK_FALSE(local_file("http://example.org/"));
  CHECK_FALSE(local_file(""));
}

TEST_CASE("paths in metadata must stay inside the repository") {
  for (const char* good :
       {"Packages/a/x.rpm", "x.rpm", "a..b/..c.rpm", "./x.rpm", "a//b.rpm", "x+y~1^2.rpm"}) {
    CAPTURE(good);
    CHECK_NOTHROW(require_inside("base", good));
  }
  for (const char* bad :
       {"", "/etc/passwd", "../x.rpm", "a/../../x.rpm", "a/..", "%2e%2e/x.rpm", "%2Fetc/passwd",
        "http://example.org/x.rpm", "a\\..\\x.rpm", "a\nb.rpm", "Packages/", ".", "a/%00x"}) {
    CAPTURE(bad);
    try {
      require_inside("base", bad);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::upstream);
      CHECK(std::string(error.what()).find("base") != std::string::npos);
      CHECK(std::string(error.what()).find('\n') == std::string::npos);
    }
  }
}
