// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/contents.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::test;

namespace {

/// Packages that have the file /opt/shared.
struct Files {
  TempDir folder{fs::temp_directory_path(), "contents-"};

  rpm::Contents package(const std::string& name, const std::string& content) {
    return rpm::read_contents(
        build_package(folder.path(), {.name = name, .files = {{"/opt/shared", content}}}).binary);
  }
};

const rpm::PackagedFile& only_file(const rpm::Contents& contents) {
  return *std::ranges::find(contents.files, "/opt/shared", &rpm::PackagedFile::path);
}

rpm::Contents with_mode(rpm::Contents contents, uint16_t mode) {
  contents.files.front().mode = mode;
  return contents;
}

bool conflict(const rpm::Contents& one, const rpm::Contents& other) {
  return rpm::are_in_conflict(one, only_file(one), other, only_file(other));
}

}  // namespace

TEST_CASE("the files in the header of a package") {
  const TempDir folder(fs::temp_directory_path(), "contents-");
  const auto built = build_package(
      folder.path(), {.name = "tool", .post = "true", .files = {{"/opt/tool", "x\n"}, {"/opt/b", "y\n"}}});
  const rpm::Contents contents = rpm::read_contents(built.binary);
  CHECK(contents.package.nevra.str() == "tool-1.0-1.noarch");
  CHECK(contents.has_scriptlets);
  REQUIRE(contents.files.size() == 2);
  const rpm::PackagedFile& file = contents.files[1];
  CHECK(file.path == "/opt/tool");
  CHECK(file.is_regular());
  CHECK(file.size == 3);
  CHECK(file.digest.size() == 32);
  CHECK(file.colour == 0);
  CHECK(contents.owner_of(file) == "root:root");
  CHECK(contents.capability_of(file).empty());
  CHECK(contents.kind_of(file) == "ASCII text");
  CHECK_FALSE(rpm::read_contents(built.source).files.empty());

  write_file_atomically(folder.path() / "no.rpm", "text");
  CHECK(says(error_of(ExitCode::invalid, [&] { rpm::read_contents(folder.path() / "no.rpm"); }),
             "is not a readable RPM package"));
}

TEST_CASE("files that rpm does not install at one path") {
  Files files;
  const rpm::Contents one = files.package("one", "same\n");
  const rpm::Contents same = files.package("same", "same\n");
  const rpm::Contents other = files.package("other", "different\n");
  CHECK_FALSE(conflict(one, same));
  CHECK(conflict(one, other));
  CHECK(conflict(one, with_mode(same, 0100600)));

  rpm::Contents owned = same;
  owned.words.emplace_back("app:app");
  owned.files.front().owner = static_cast<uint32_t>(owned.words.size() - 1);
  CHECK(conflict(one, owned));

  rpm::Contents ghost = other;
  ghost.files.front().is_ghost = true;
  CHECK_FALSE(conflict(one, ghost));
  CHECK_FALSE(conflict(ghost, one));

  SUBCASE("libraries of 32 and 64 bits") {
    rpm::Contents narrow = one;
    rpm::Contents wide = other;
    narrow.files.front().colour = 1;
    wide.files.front().colour = 2;
    CHECK_FALSE(conflict(narrow, wide));
    narrow.files.front().colour = 2;
    CHECK(conflict(narrow, wide));
    narrow.files.front().colour = 0;
    CHECK(conflict(narrow, wide));
  }
  SUBCASE("folders") {
    const auto folder = [](const rpm::Contents& from, uint16_t mode) {
      rpm::Contents contents = with_mode(from, mode);
      contents.files.front().digest.clear();
      return contents;
    };
    // The size of a folder depends on the machine where it was built.
    CHECK_FALSE(conflict(folder(one, 0040755), folder(other, 0040755)));
    CHECK(conflict(folder(one, 0040755), folder(other, 0040700)));
    CHECK(conflict(folder(one, 0040755), other));
  }
}
