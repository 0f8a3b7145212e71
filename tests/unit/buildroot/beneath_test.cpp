// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/beneath.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "core/error.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;
using namespace rpmworks::test;

namespace {

struct Tree {
  TempDir folder{fs::temp_directory_path(), "rpmworks-beneath-"};
  Tree() {
    make_folders(path("tree/a/b"));
    make_folders(path("outside"));
    write_file_atomically(path("tree/a/b/two.rpm"), "two");
    write_file_atomically(path("tree/a/b/one.rpm"), "one");
    write_file_atomically(path("outside/secret.rpm"), "secret");
  }
  fs::path path(const std::string& name) const { return folder.path() / name; }
};

}  // namespace

TEST_CASE("regular files are listed in order and copied out") {
  const Tree t;
  make_folders(t.path("tree/a/b/folder.rpm"));
  CHECK(files_beneath(t.path("tree"), "a/b") == std::vector<std::string>{"one.rpm", "two.rpm"});
  copy_from_beneath(t.path("tree"), "a/b/one.rpm", t.path("copy"));
  CHECK(read_file(t.path("copy")) == "one");
  CHECK(files_beneath(t.path("tree"), "no/such").empty());
}

TEST_CASE("links planted by a build are not followed") {
  const Tree t;
  fs::create_symlink(t.path("outside"), t.path("tree/a/link"));
  fs::create_symlink("../../../outside/secret.rpm", t.path("tree/a/b/evil.rpm"));
  CHECK(files_beneath(t.path("tree"), "a/link").empty());
  CHECK(files_beneath(t.path("tree"), "a/b") == std::vector<std::string>{"one.rpm", "two.rpm"});
  CHECK_THROWS_AS(copy_from_beneath(t.path("tree"), "a/b/evil.rpm", t.path("copy")), Error);
  CHECK_THROWS_AS(copy_from_beneath(t.path("tree"), "a/link/secret.rpm", t.path("copy")), Error);
  CHECK_THROWS_AS(copy_from_beneath(t.path("tree"), "../outside/secret.rpm", t.path("copy")), Error);
  CHECK_FALSE(fs::exists(t.path("copy")));
}

TEST_CASE("special files are refused without waiting for them") {
  const Tree t;
  REQUIRE(::mkfifo(t.path("tree/a/b/pipe.rpm").c_str(), 0644) == 0);
  CHECK(files_beneath(t.path("tree"), "a/b") == std::vector<std::string>{"one.rpm", "two.rpm"});
  CHECK_THROWS_AS(copy_from_beneath(t.path("tree"), "a/b/pipe.rpm", t.path("copy")), Error);
}

TEST_CASE("a sparse file is not copied: it would fill the disk") {
  const Tree t;
  fs::resize_file(t.path("tree/a/b/one.rpm"), uint64_t{1} << 40);
  CHECK(
      error_of(ExitCode::build, [&] { copy_from_beneath(t.path("tree"), "a/b/one.rpm", t.path("copy")); }) ==
      "error: the build made one.rpm, a sparse file of 1.0 TiB without any data\nhint: look for the command "
      "of the spec that makes it, such as truncate, fallocate or dd\n");
  CHECK_FALSE(fs::exists(t.path("copy")));
}
