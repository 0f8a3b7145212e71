// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/recent_files.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "core/error_line.hpp"
#include "core/links.hpp"
#include "core/listing.hpp"
#include "core/text.hpp"

using namespace rpmworks;

namespace {

std::string names_in(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : entries_in(folder)) names.push_back(entry.path().filename());
  std::ranges::sort(names);
  return join(names, " ");
}

void add(const fs::path& file, size_t bytes, int hours_ago) {
  write_new_file(file, std::string(bytes, 'x'));
  fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours_ago));
}

}  // namespace

TEST_CASE("the least recently used files of a cache are removed first") {
  const TempDir folder(fs::temp_directory_path(), "recent-");
  const fs::path& cache = folder.path();
  add(cache / "a", 100, 4);
  add(cache / "b", 100, 3);
  add(cache / "c", 100, 2);
  add(cache / "d", 100, 1);
  fs::create_directory(cache / "folder");
  remove_least_recently_used(cache, 400);
  CHECK(names_in(cache) == "a b c d folder");
  note_use(cache / "a");
  remove_least_recently_used(cache, 250);
  CHECK(names_in(cache) == "a d folder");
  // What was just written stays, even if it is larger than the limit.
  remove_least_recently_used(cache, 50, cache / "d");
  CHECK(names_in(cache) == "d folder");
  remove_least_recently_used(cache / "missing", 0);
  note_use(cache / "missing");
}

TEST_CASE("a file is written where its symbolic link points") {
  const TempDir folder(fs::temp_directory_path(), "links-");
  const fs::path& at = folder.path();
  fs::create_symlink("shared/lock", at / "link");
  fs::create_symlink("link", at / "twice");
  CHECK(end_of_links(at / "twice") == at / "shared/lock");
  CHECK(end_of_links(at / "plain") == at / "plain");
  fs::create_symlink("circle", at / "circle");
  CHECK_THROWS_AS(end_of_links(at / "circle"), Error);
}

TEST_CASE("an error in one line") {
  CHECK(in_one_line(Error(ExitCode::invalid, "not JSON")) == "not JSON");
  CHECK(in_one_line(Error(ExitCode::invalid, "not JSON")
                        .at({.file = "m.json", .line = 3, .column = 2})
                        .note("unexpected '}'")
                        .note("second")
                        .hint("restore it")) == "m.json:3:2: not JSON (unexpected '}')");
  CHECK(in_one_line(Error(ExitCode::invalid, "no file").at({.file = "m.json"})) == "m.json: no file");
}
