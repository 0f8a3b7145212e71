// SPDX-License-Identifier: GPL-3.0-or-later
#include "state.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "core/lock.hpp"
#include "repository.hpp"
#include "support/archive_fixture.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

namespace {

State state(const std::string& stamp) {
  return {.stamp = stamp,
          .fingerprint = "F",
          .seeds = {"dos2unix"},
          .built_from = {{"a.rpm", "k"}},
          .nevras = {"a-1-1.noarch"},
          .bytes = 9};
}

// A folder as an update leaves it before it is published.
fs::path made(const fs::path& folder, const std::string& content) {
  const fs::path place = folder / "tmp/state";
  test::write_bytes(place / "packages/a.rpm", content);
  test::write_bytes(place / "repodata/repomd.xml", content);
  test::write_bytes(place / k_public_key, "key");
  return place;
}

}  // namespace

TEST_CASE("a state is visible as a whole, through links that one rename replaces") {
  const TempDir work(fs::temp_directory_path(), "state-");
  const fs::path folder = work.path();
  CHECK_FALSE(current_state(folder));
  publish_state(folder, made(folder, "one"), state("1"));
  CHECK(read_file(folder / "repodata/repomd.xml") == "one");
  CHECK(read_file(folder / "packages/a.rpm") == "one");
  CHECK(read_file(folder / "seeds") == "dos2unix\n");
  CHECK(fs::read_symlink(folder / "packages") == "current/packages");
  const auto read = current_state(folder);
  REQUIRE(read);
  CHECK(read->stamp == "1");
  CHECK(read->built_from == state("1").built_from);

  publish_state(folder, made(folder, "two"), state("2"));
  CHECK(read_file(folder / "repodata/repomd.xml") == "two");
  publish_state(folder, made(folder, "three"), state("3"));
  CHECK(read_file(folder / "repodata/repomd.xml") == "three");
  // The previous state is kept for its readers, older ones are removed.
  CHECK(std::distance(fs::directory_iterator(folder / "states"), fs::directory_iterator()) == 2);
}

TEST_CASE("a state's description can change while its packages stay in place") {
  const TempDir work(fs::temp_directory_path(), "state-");
  publish_state(work.path(), made(work.path(), "one"), state("1"));
  const auto before = fs::read_symlink(work.path() / "current");
  State changed = state("2");
  changed.seeds = {};
  restate(work.path(), changed);
  CHECK(fs::read_symlink(work.path() / "current") == before);
  CHECK(current_state(work.path())->stamp == "2");
  CHECK(read_file(work.path() / "seeds").empty());
}

TEST_CASE("a damaged state is an error that says what to do") {
  const TempDir work(fs::temp_directory_path(), "state-");
  for (const std::string text : {"{", "{}", "[]", R"({"stamp": 1})"}) {
    test::write_bytes(work.path() / "current/state.json", text);
    CAPTURE(text);
    try {
      current_state(work.path());
      FAIL("no error");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      CHECK(error.hint().find("remove") == 0);
    }
  }
}

TEST_CASE("a repository that was never made cannot be listed, and one that is being made is locked") {
  const TempDir work(fs::temp_directory_path(), "state-");
  Repository repository(work.path() / "r");
  try {
    repository.list();
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::invalid);
  }
  CHECK_FALSE(fs::exists(work.path() / "r"));
  make_folders(work.path() / "r");
  const FileLock held = FileLock::take(work.path() / "r/lock", "the test");
  try {
    repository.update({}, false, 1, work.path() / "keys", Reporter::silent());
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::locked);
  }
}

TEST_CASE("a folder with other contents is not touched") {
  const TempDir work(fs::temp_directory_path(), "state-");
  test::write_bytes(work.path() / "product/gnupg/pubring.kbx", "the keys of a product");
  test::write_bytes(work.path() / "product/tmp/file", "somebody's");
  Repository repository(work.path() / "product");
  const std::string text = test::error_of(
      ExitCode::usage, [&] { repository.update({}, false, 1, work.path() / "keys", Reporter::silent()); });
  CHECK(test::says(text, "/product is not empty and is not a base repository"));
  CHECK(test::says(text, "hint: use a new folder with --output"));
  CHECK(read_file(work.path() / "product/tmp/file") == "somebody's");
  CHECK(std::distance(fs::directory_iterator(work.path() / "product"), fs::directory_iterator()) == 2);
}

TEST_CASE("a folder is accepted if it is new, empty, or a base repository, finished or not") {
  const TempDir work(fs::temp_directory_path(), "state-");
  check_is_free(work.path() / "new");
  const fs::path begun = work.path() / "begun";
  make_folders(begun);
  check_is_free(begun);
  test::write_bytes(begun / "lock", "");
  check_is_free(begun);
  mark(begun);
  mark(begun);
  test::write_bytes(begun / "cache/debs/one.deb", "its own");
  check_is_free(begun);
  const fs::path older = work.path() / "older";
  publish_state(older, made(older, "one"), state("1"));
  check_is_free(older);
}
