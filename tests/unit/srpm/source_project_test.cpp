// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/source_project.hpp"

#include <doctest/doctest.h>

using namespace rpmworks::srpm;
using Strings = std::vector<std::string>;

TEST_CASE("the project in a source's URL: the forge's repository, or the archive's name") {
  const auto is = [](const char* url, const Strings& projects) {
    CAPTURE(url);
    CHECK(projects_of_url(url) == projects);
  };
  is("https://github.com/org/greet/archive/v1.0.tar.gz", {"greet"});
  is("https://github.com/org/greet/archive/refs/tags/v1.0/greet-1.0.tar.gz", {"greet", "greet"});
  is("https://github.com/org/greet/releases/download/v1.0/greet-src-1.0.tar.xz", {"greet", "greet-src"});
  is("https://gitlab.example.org/group/sub/greet/-/archive/1.0/greet-1.0.tar.bz2", {"greet", "greet"});
  is("https://git.example.org/pub/greet.git/snapshot/greet-1.0.tgz", {"greet", "greet"});
  is("https://files.pythonhosted.org/packages/source/r/requests/requests-2.0.tar.gz", {"requests"});
  // rpm's own name for the file does not show where it comes from.
  is("https://example.org/other/archive/v1.0.tar.gz#/greet-1.0.tar.gz", {"other"});
  is("https://example.org/1.0.tar.gz", {});
  is("https://example.org", {});
  is("greet-1.0.tar.gz", {});
  is("https://example.org/%{pkg}-1.0.tar.gz", {});
}

TEST_CASE("names that may mean the same project") {
  CHECK(may_be_one_project("python3-Requests", "requests"));
  CHECK(may_be_one_project("lib_greet", "LibGreet"));
  CHECK(may_be_one_project("greet", "greet-fork"));
  CHECK_FALSE(may_be_one_project("alpha", "beta"));
  CHECK_FALSE(may_be_one_project("r", "greeter"));
}

TEST_CASE("the name of a repository") {
  CHECK(repository_name("https://example.org/org/greet.git/") == "greet");
  CHECK(repository_name("git@example.org:greet.git") == "greet");
  CHECK(repository_name("/src/greet/.git") == "greet");
}
