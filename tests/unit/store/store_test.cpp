// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <map>
#include <thread>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "store/known_copy.hpp"
#include "store/own_cache.hpp"
#include "store/private_folder.hpp"
#include "store/workspace.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using store::Store;

TEST_CASE("a user's data is separate from the cache, in the folder that the user sets") {
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

TEST_CASE("a blob is found by its digest, is read-only, and is stored only once") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "store");
  write_file_atomically(folder.path() / "file", "bytes");
  const std::string digest = store.put_file(folder.path() / "file");
  CHECK(digest == sha256("bytes"));
  CHECK(store.put_bytes("bytes") == digest);
  CHECK(read_file(store.blob(digest)) == "bytes");
  CHECK((fs::status(store.blob(digest)).permissions() & fs::perms::mask) == fs::perms(0444));
}

TEST_CASE("a blob is independent of its source file, and a damaged one is replaced") {
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

TEST_CASE("temporary files of a killed process are removed by the next run, those of a running one stay") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const fs::path tmp = folder.path() / "tmp";
  make_folders(tmp / "put-left/deeper");
  make_folders(tmp / "other");
  const TempDir mine(tmp, "put-");
  int said[2];
  REQUIRE(::pipe(said) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const TempDir its(tmp, "put-");
    if (::write(said[1], "x", 1) != 1) ::_exit(1);
    ::pause();
  }
  char byte = 0;
  REQUIRE(::read(said[0], &byte, 1) == 1);
  const auto count = [&] { return std::distance(fs::directory_iterator(tmp), {}); };
  CHECK(count() == 4);
  CHECK_FALSE(Store(folder.path()).has_blob(sha256("none")));
  CHECK_FALSE(fs::exists(tmp / "put-left"));
  CHECK(count() == 3);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(said[0]);
  ::close(said[1]);
  CHECK_FALSE(Store(folder.path()).has_blob(sha256("none")));
  CHECK(count() == 2);
  CHECK(fs::exists(mine.path()));
  CHECK(fs::exists(tmp / "other"));
}

TEST_CASE("a sweep follows no links, and files kept for the next run are removed after a day") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  make_folders(folder.path() / "precious/deeper");
  make_folders(folder.path() / "tmp");
  fs::create_directory_symlink(folder.path() / "precious", folder.path() / "tmp/put-link");
  store::sweep_unused(folder.path() / "tmp", "put-");
  CHECK(fs::exists(folder.path() / "precious/deeper"));
  for (const char* const name : {"partial-old", "partial-new"}) make_folders(folder.path() / "tmp" / name);
  fs::last_write_time(folder.path() / "tmp/partial-old",
                      fs::file_time_type::clock::now() - std::chrono::hours(25));
  store::sweep_old(folder.path() / "tmp", "partial-");
  CHECK_FALSE(fs::exists(folder.path() / "tmp/partial-old"));
  CHECK(fs::exists(folder.path() / "tmp/partial-new"));
}

TEST_CASE("many threads create and sweep temporary files at once, and none loses one in use") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  std::atomic<int> lost{0};
  parallel_for(8, 8, [&](size_t i) {
    for (int n = 0; n < 200; ++n) {
      if (i % 2 == 0) {
        store::sweep_unused(folder.path(), "put-");
        continue;
      }
      const TempDir mine(folder.path(), "put-");
      write_new_file(mine.path() / "file", "x");
      if (!fs::exists(mine.path() / "file")) ++lost;
    }
  });
  CHECK(lost == 0);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("links in a store from a checkout do not lead out of it") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const fs::path precious = folder.path() / "precious";
  make_folders(precious);
  const std::string digest = sha256("bytes");
  for (const char* const name : {"blobs", "records", "tmp"}) {
    const fs::path place = folder.path() / name / "store";
    make_folders(place);
    fs::create_directory_symlink(precious, place / name);
    Store store(place);
    write_file_atomically(folder.path() / "file", "bytes");
    if (std::string_view(name) == "records")
      test::error_of(ExitCode::invalid, [&] { store.put_record("srpm", digest, "{}"); });
    else
      test::error_of(ExitCode::invalid, [&] { store.put_file(folder.path() / "file"); });
  }
  // A blob that is a link does not count.
  const fs::path place = folder.path() / "store";
  make_folders(place / "blobs" / digest.substr(0, 2));
  write_file_atomically(folder.path() / "file", "bytes");
  fs::create_symlink(folder.path() / "file", place / "blobs" / digest.substr(0, 2) / digest.substr(2));
  Store store(place);
  CHECK_THROWS_AS(store.blob(digest), Error);
  CHECK(store.put_bytes("bytes") == digest);
  CHECK(fs::is_regular_file(fs::symlink_status(store.blob(digest))));
  CHECK(fs::is_empty(precious));
}

TEST_CASE("only its user can access a store") {
  ::unsetenv("SUDO_UID");  // the tests themselves may be run by sudo
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "a/store");
  const std::string digest = store.put_bytes("bytes");
  CHECK((fs::status(store.folder()).permissions() & fs::perms::mask) == fs::perms(0700));
  CHECK(store.has_whole_blob(digest));
}

TEST_CASE(
    "a private folder is created closed, is closed if it was readable, and refused if it was writable for "
    "others") {
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
    // A restored cache: only root can have put the folder there.
    store::make_private_folder(place);
    CHECK(mode() == fs::perms(0700));
    CHECK(fs::is_empty(place));
    REQUIRE(::chown(place.c_str(), 1234, 1234) == 0);
    fs::permissions(place.parent_path(), fs::perms(0777));
    CHECK(test::says(test::error_of(ExitCode::failed, [&] { store::make_private_folder(place); }),
                     "another user"));
  }
}

TEST_CASE("the error for a missing blob has a hint") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const Store store(folder.path());
  CHECK_FALSE(store.has_blob(sha256("x")));
  CHECK_FALSE(store.has_blob("../../etc/passwd"));
  CHECK_THROWS_AS(store.blob(sha256("x")), Error);
}

TEST_CASE("records are stored by kind and key, and replaced as a whole") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path());
  const std::string key = sha256("key");
  CHECK_FALSE(store.record("srpm", key));
  store.put_record("srpm", key, "{}");
  store.put_record("srpm", key, "{\"a\":1}");
  CHECK(store.record("srpm", key) == "{\"a\":1}");
  CHECK_FALSE(store.record("build", key));
}

TEST_CASE("opening a workspace removes leftovers of a killed run, and a second run is refused") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const store::Workspace workspace{.root = folder.path(), .cache = folder.path() / "cache"};
  make_folders(workspace.tmp() / "left");
  const FileLock lock = workspace.open();
  CHECK(fs::is_empty(workspace.tmp()));
  CHECK(read_file(workspace.state() / ".gitignore") == "*\n");
  CHECK_THROWS_AS(workspace.open(), Error);
}

TEST_CASE("a workspace whose folders are links is refused, and nothing behind them is touched") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const fs::path precious = folder.path() / "precious";
  for (const char* const name : {"tmp", "t", "blobs"}) make_folders(precious / name);
  write_file_atomically(precious / "tmp/letter", "dear\n");
  write_file_atomically(precious / "letter", "dear\n");
  int number = 0;
  for (const std::string link :
       {".rpmworks", ".rpmworks/tmp", ".rpmworks/lock", ".rpmworks/store", ".rpmworks/results",
        ".rpmworks/results/t", ".rpmworks/results/t/greet-1.0-1", ".rpmworks/store/blobs",
        ".rpmworks/store/blobs/ab", ".rpmworks/store/records/srpm", ".rpmworks/last-run.json",
        ".rpmworks/.gitignore", ".rpmworks/slurm/launcher", ".rpmworks/releases/1.0.json"}) {
    CAPTURE(link);
    const fs::path root = folder.path() / std::to_string(number++);
    make_folders((root / link).parent_path());
    const bool is_file = link.ends_with("lock") || link.ends_with("json");
    fs::create_symlink(is_file ? precious / "letter" : precious, root / link);
    const store::Workspace workspace{.root = root, .cache = folder.path() / "cache"};
    const std::string text = test::error_of(ExitCode::invalid, [&] { workspace.open(); });
    CHECK(test::says(text, (root / link).string() + " is a symbolic link"));
    CHECK(read_file(precious / "tmp/letter") == "dear\n");
    CHECK(read_file(precious / "letter") == "dear\n");
    CHECK(std::distance(fs::recursive_directory_iterator(precious), {}) == 5);
  }
}

TEST_CASE("releases/ is checked only when something is written there") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const store::Workspace workspace{.root = folder.path() / "w", .cache = folder.path() / "cache"};
  make_folders(folder.path() / "elsewhere");
  make_folders(workspace.root);
  CHECK(workspace.require_own_releases().empty());
  SUBCASE("a link") {
    fs::create_directory_symlink(folder.path() / "elsewhere", workspace.releases());
    CHECK_NOTHROW(workspace.open());
    CHECK(test::says(test::error_of(ExitCode::invalid, [&] { workspace.require_own_releases(); }),
                     workspace.releases().string() + " is a symbolic link"));
    CHECK(fs::is_empty(folder.path() / "elsewhere"));
  }
  SUBCASE("a team's folder") {
    make_folders(workspace.releases());
    REQUIRE(::chown(workspace.releases().c_str(), ::geteuid(), ::getegid()) == 0);
    REQUIRE(::chmod(workspace.releases().c_str(), 02775) == 0);
    CHECK_NOTHROW(workspace.open());
    CHECK(test::says(workspace.require_own_releases(),
                     "can write into " + workspace.releases().string() + ": each of its members can"));
  }
  SUBCASE("a folder that everybody can write to") {
    make_folders(workspace.releases());
    REQUIRE(::chmod(workspace.releases().c_str(), 0777) == 0);
    CHECK_NOTHROW(workspace.open());
    CHECK(test::says(test::error_of(ExitCode::invalid, [&] { workspace.require_own_releases(); }),
                     "others can write into " + workspace.releases().string()));
  }
}

TEST_CASE("this user's own cache is used directly, and created closed") {
  ::unsetenv("SUDO_UID");
  const TempDir folder(fs::temp_directory_path(), "cache-");
  const fs::path cache = folder.path() / "a/cache";
  CHECK(store::own_cache(cache).folder == cache);
  CHECK((fs::status(cache).permissions() & fs::perms::mask) == fs::perms(0700));
  make_folders(cache / "git");
  make_folders(folder.path() / "large");
  fs::create_directory_symlink(folder.path() / "large", cache / "roots");
  fs::permissions(cache, fs::perms(0755));
  const store::OwnCache own = store::own_cache(cache);
  CHECK(own.folder == cache);
  CHECK(own.warning.empty());
}

TEST_CASE("in a cache that others can write to, only this user's folder is used, with a warning") {
  const TempDir folder(fs::temp_directory_path(), "cache-");
  const fs::path cache = folder.path() / "cache";
  make_folders(cache / "git/planted");
  const std::string mine = fmt::format("uid-{}", ::geteuid());
  for (const auto mode : {01777, 0777, 0775}) {
    REQUIRE(::chmod(cache.c_str(), static_cast<mode_t>(mode)) == 0);
    const store::OwnCache own = store::own_cache(cache);
    CHECK(own.folder == cache / mine);
    CHECK(own.warning == fmt::format("the cache {} can be written by other users: this run uses only its "
                                     "folder {}, which belongs to this user",
                                     cache.string(), mine));
    CHECK((fs::status(own.folder).permissions() & fs::perms::mask) == fs::perms(0700));
  }
  // Another user was there before.
  remove_tree(cache / mine);
  fs::create_directory_symlink(folder.path(), cache / mine);
  CHECK(test::says(test::error_of(ExitCode::failed, [&] { store::own_cache(cache); }), "is a symbolic link"));
}

TEST_CASE("another user's files in a cache are not used") {
  ::unsetenv("SUDO_UID");
  if (::geteuid() != 0) return;
  const TempDir folder(fs::temp_directory_path(), "cache-");
  const fs::path cache = folder.path() / "cache";
  // A restored cache: only root can have put these there.
  for (const char* const name : {"roots/base", "git/mirror", "own"}) make_folders(cache / name);
  for (const char* const name : {"roots", "git"}) REQUIRE(::chown((cache / name).c_str(), 1234, 1234) == 0);
  const store::OwnCache restored = store::own_cache(cache);
  CHECK(restored.folder == cache);
  CHECK(
      restored.warning ==
      fmt::format(
          "entries of the cache {} that belonged to another user were removed and are made again: git, roots",
          cache.string()));
  CHECK(std::distance(fs::directory_iterator(cache), {}) == 1);
  CHECK(fs::exists(cache / "own"));
  CHECK(store::own_cache(cache).warning.empty());
  // Only rpmworks-hostbase can make this one again.
  make_folders(cache / "hostbase");
  REQUIRE(::chown((cache / "hostbase").c_str(), 1234, 1234) == 0);
  const std::string text = test::error_of(ExitCode::failed, [&] { store::own_cache(cache); });
  CHECK(test::says(text, (cache / "hostbase").string() + " in the cache belongs to another user (uid 1234)"));
  CHECK(test::says(text, "make it again with rpmworks-hostbase"));
  REQUIRE(::chown(cache.c_str(), 1234, 1234) == 0);
  const store::OwnCache own = store::own_cache(cache);
  CHECK(own.folder == cache / "uid-0");
  CHECK(test::says(own.warning, "belongs to another user (uid 1234)"));
  REQUIRE(::chown((cache / "uid-0").c_str(), 1234, 1234) == 0);
  CHECK(test::says(test::error_of(ExitCode::failed, [&] { store::own_cache(cache); }),
                   "belongs to another user"));
}

TEST_CASE("a base repository that others can write to is not used") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const fs::path cache = folder.path() / "cache";
  make_folders(cache / "hostbase" / "states" / "1" / "repodata");
  fs::create_directory_symlink("states/1", cache / "hostbase" / "current");
  write_file_atomically(cache / "hostbase" / "current" / "RPM-GPG-KEY-hostbase", "key");
  CHECK(store::own_cache(cache).folder == cache);
  for (const char* const path : {"states", "current/RPM-GPG-KEY-hostbase", "current/repodata", "states/1"}) {
    const fs::path open = cache / "hostbase" / path;
    const fs::perms before = fs::status(open).permissions();
    fs::permissions(open, fs::perms::others_write, fs::perm_options::add);
    const std::string error = test::error_of(ExitCode::failed, [&] { store::own_cache(cache); });
    CHECK(test::says(error, "can be written by other users"));
    CHECK(test::says(error, "hint: remove " + (cache / "hostbase").string()));
    fs::permissions(open, before);
  }
}

TEST_CASE("a copy counts as unchanged until it is touched") {
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
  CHECK_FALSE(is_known());  // it may change again within the same clock tick
  settle();
  CHECK_FALSE(is_known());
  store::KnownCopy(store, digest, copy).remember();
  CHECK(is_known());
  CHECK_FALSE(is_known(std::string(64, '0')));

  const auto time = fs::last_write_time(copy);
  write_all(open_for_writing(copy), "other", copy);
  fs::last_write_time(copy, time);  // the inode's own time shows it
  CHECK_FALSE(is_known());

  write_file_atomically(copy, "bytes");
  settle();
  store::KnownCopy before(store, digest, copy);
  write_file_atomically(copy, "other");
  before.remember();  // the file that was checked is no longer the one at this path
  CHECK_FALSE(is_known());

  write_file_atomically(copy, "bytes");
  fs::last_write_time(copy, std::chrono::floor<std::chrono::seconds>(fs::file_time_type::clock::now()) -
                                std::chrono::hours(1));
  settle();
  store::KnownCopy(store, digest, copy).remember();  // an mtime in whole seconds that is old
  CHECK(is_known());
}
