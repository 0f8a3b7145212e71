// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "store/known_copy.hpp"
#include "store/private_folder.hpp"
#include "store/workspace.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using store::Store;

TEST_CASE("a user's data is kept apart from the cache, where the user says") {
  const char* const names[] = {"RPMWORKS_DATA", "XDG_DATA_HOME", "HOME"};
  std::map<std::string, std::string> before;
  for (const char* const name : names)
    if (const char* const value = std::getenv(name)) before[name] = value;
  ::setenv("RPMWORKS_DATA", "/own", 1);
  ::setenv("XDG_DATA_HOME", "/xdg", 1);
  ::setenv("HOME", "/home/me", 1);
  CHECK(store::default_data() == "/own");
  ::unsetenv("RPMWORKS_DATA");
  CHECK(store::default_data() == "/xdg/rpmworks");
  ::setenv("XDG_DATA_HOME", "relative", 1);
  CHECK(store::default_data() == "/home/me/.local/share/rpmworks");
  ::unsetenv("HOME");
  const std::string text = test::error_of(ExitCode::usage, [] { store::default_data(); });
  CHECK(test::says(text, "there is nowhere to keep the data: HOME is not set"));
  CHECK(test::says(text, "hint: set RPMWORKS_DATA to a folder"));
  for (const char* const name : names) {
    if (before.contains(name))
      ::setenv(name, before[name].c_str(), 1);
    else
      ::unsetenv(name);
  }
}

TEST_CASE("a blob is found by its digest, read-only, and put twice is kept once") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "store");
  write_file_atomically(folder.path() / "file", "bytes");
  const std::string digest = store.put_file(folder.path() / "file");
  CHECK(digest == sha256("bytes"));
  CHECK(store.put_bytes("bytes") == digest);
  CHECK(read_file(store.blob(digest)) == "bytes");
  CHECK((fs::status(store.blob(digest)).permissions() & fs::perms::mask) == fs::perms(0444));
}

TEST_CASE("a blob shares nothing with the file it was made from, and a damaged one is replaced") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "store");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "bytes");
  const std::string digest = store.put_file(file);
  CHECK((fs::status(file).permissions() & fs::perms::mask) == fs::perms(0644));
  CHECK_FALSE(fs::equivalent(file, store.blob(digest)));
  for (const char* const damaged : {"byteS", ""}) {
    for (const bool from_file : {true, false}) {
      write_file_atomically(store.blob(digest), damaged);
      CHECK_FALSE(store.has_whole_blob(digest));
      CHECK((from_file ? store.put_file(file) : store.put_bytes("bytes")) == digest);
      CHECK(read_file(store.blob(digest)) == "bytes");
      CHECK(store.has_whole_blob(digest));
    }
  }
  CHECK(fs::is_empty(folder.path() / "store/tmp"));
}

TEST_CASE("what a killed process left in the store goes after a day") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  for (const char* const name : {"put-old", "put-new"}) make_folders(folder.path() / "tmp" / name);
  fs::last_write_time(folder.path() / "tmp/put-old",
                      fs::file_time_type::clock::now() - std::chrono::hours(25));
  const Store store(folder.path());
  CHECK_FALSE(fs::exists(folder.path() / "tmp/put-old"));
  CHECK(fs::exists(folder.path() / "tmp/put-new"));
}

TEST_CASE("a private folder is made closed, closed when it was open to read, refused when open to write") {
  const TempDir folder(fs::temp_directory_path(), "private-");
  const fs::path place = folder.path() / "a/b";
  const auto mode = [&] { return fs::status(place).permissions() & fs::perms::mask; };
  store::make_private_folder(place);
  CHECK(mode() == fs::perms(0700));
  fs::permissions(place, fs::perms(0755));
  store::make_private_folder(place);
  CHECK(mode() == fs::perms(0700));
  fs::permissions(place, fs::perms(0770));
  const std::string text = test::error_of(ExitCode::failed, [&] { store::make_private_folder(place); });
  CHECK(test::says(text, place.string()));
  CHECK(test::says(text, "others can write"));
  CHECK(mode() == fs::perms(0770));
  fs::permissions(place, fs::perms(0700));
  if (::geteuid() == 0) {
    REQUIRE(::chown(place.c_str(), 1234, 1234) == 0);
    write_file_atomically(place / "file", "of another machine");
    // A restored cache: nobody but root can have put the folder there.
    store::make_private_folder(place);
    CHECK(mode() == fs::perms(0700));
    CHECK(fs::is_empty(place));
    REQUIRE(::chown(place.c_str(), 1234, 1234) == 0);
    fs::permissions(place.parent_path(), fs::perms(0777));
    CHECK(test::says(test::error_of(ExitCode::failed, [&] { store::make_private_folder(place); }),
                     "another user"));
  }
}

TEST_CASE("a blob that is not there is an error that says what to do") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const Store store(folder.path());
  CHECK_FALSE(store.has_blob(sha256("x")));
  CHECK_FALSE(store.has_blob("../../etc/passwd"));
  CHECK_THROWS_AS(store.blob(sha256("x")), Error);
}

TEST_CASE("records are kept by kind and key, and replaced whole") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path());
  const std::string key = sha256("key");
  CHECK_FALSE(store.record("srpm", key));
  store.put_record("srpm", key, "{}");
  store.put_record("srpm", key, "{\"a\":1}");
  CHECK(store.record("srpm", key) == "{\"a\":1}");
  CHECK_FALSE(store.record("build", key));
}

TEST_CASE("opening a workspace sweeps what a killed run left, and a second run is refused") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const store::Workspace workspace{.root = folder.path(), .cache = folder.path() / "cache"};
  make_folders(workspace.tmp() / "left");
  const FileLock lock = workspace.open();
  CHECK(fs::is_empty(workspace.tmp()));
  CHECK(read_file(workspace.state() / ".gitignore") == "*\n");
  CHECK_THROWS_AS(workspace.open(), Error);
}

TEST_CASE("a copy is known until somebody touches it") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "store");
  const std::string digest = store.put_bytes("bytes");
  const fs::path copy = folder.path() / "copy";
  const auto is_known = [&](const std::string& blob = {}) {
    return store::KnownCopy(store, blob.empty() ? digest : blob, copy).is_known();
  };
  const auto settle = [] { ::usleep(50000); };
  CHECK_FALSE(is_known());
  store::KnownCopy(store, digest, copy).remember();
  CHECK_FALSE(is_known());

  write_file_atomically(copy, "bytes");
  store::KnownCopy(store, digest, copy).remember();
  CHECK_FALSE(is_known());  // it may change again within the same moment
  settle();
  CHECK_FALSE(is_known());
  store::KnownCopy(store, digest, copy).remember();
  CHECK(is_known());
  CHECK_FALSE(is_known(std::string(64, '0')));

  const auto time = fs::last_write_time(copy);
  write_all(open_for_writing(copy), "other", copy);
  fs::last_write_time(copy, time);  // which the inode's own time tells of
  CHECK_FALSE(is_known());

  write_file_atomically(copy, "bytes");
  settle();
  store::KnownCopy before(store, digest, copy);
  write_file_atomically(copy, "other");
  before.remember();  // what was looked at is not what is there now
  CHECK_FALSE(is_known());

  write_file_atomically(copy, "bytes");
  fs::last_write_time(copy, fs::file_time_type(std::chrono::seconds(1000)));
  settle();
  store::KnownCopy(store, digest, copy).remember();  // of a file system with whole seconds?
  CHECK_FALSE(is_known());
}
