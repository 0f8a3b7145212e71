// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/own_folder.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "core/lock.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using test::error_of;
using test::says;

namespace {

struct Place {
  TempDir folder{fs::temp_directory_path(), "own-"};
  fs::path root = folder.path() / "checkout";
  fs::path precious = folder.path() / "precious";
  Place() {
    make_folders(root);
    make_folders(precious);
    write_file_atomically(precious / "letter", "dear\n");
  }
  bool is_untouched() const {
    return read_file(precious / "letter") == "dear\n" &&
           std::distance(fs::directory_iterator(precious), {}) == 1;
  }
};

}  // namespace

TEST_CASE("own folders are made one in the other, with the mode that was asked for") {
  const Place place;
  CHECK(make_own_folders(place.root, "a/b", fs::perms(0700)) == place.root / "a/b");
  CHECK(make_own_folders(place.root, "a/b/c") == place.root / "a/b/c");
  CHECK((fs::status(place.root / "a/b").permissions() & fs::perms::mask) == fs::perms(0700));
  CHECK_NOTHROW(require_own_folder(place.root, "a/b", 2));
  CHECK_NOTHROW(require_own_folder(place.root, "missing/b", 2));
  CHECK_NOTHROW(require_own_folder(place.root / "missing", "a"));
  // The folder that is trusted may be a link.
  fs::create_directory_symlink(place.root, place.folder.path() / "link");
  CHECK_NOTHROW(make_own_folders(place.folder.path() / "link", "d"));
}

TEST_CASE("a link on the way is refused, to a folder, to nothing, and to the folder itself") {
  const Place place;
  fs::create_directory_symlink(place.precious, place.root / "state");
  const std::string text = error_of(ExitCode::invalid, [&] { make_own_folders(place.root, "state/tmp"); });
  CHECK(says(text, (place.root / "state").string() + " is a symbolic link, to " + place.precious.string()));
  CHECK(says(text, "hint: remove the link; --workspace"));
  error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state"); });
  CHECK(place.is_untouched());
  for (const char* const target : {"nothing", ".", "/"}) {
    fs::remove(place.root / "state");
    fs::create_symlink(target, place.root / "state");
    error_of(ExitCode::invalid, [&] { make_own_folders(place.root, "state/tmp"); });
  }
  fs::remove(place.root / "state");
  write_file_atomically(place.root / "state", "");
  CHECK(says(error_of(ExitCode::invalid, [&] { make_own_folders(place.root, "state/tmp"); }),
             "is not a folder"));
}

TEST_CASE("links within are refused as deep as is asked for") {
  const Place place;
  make_own_folders(place.root, "state/results/t");
  fs::create_symlink(place.precious, place.root / "state/results/t/greet-1.0-1");
  CHECK_NOTHROW(require_own_folder(place.root, "state", 2));
  CHECK(
      says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state", 3); }), "greet-1.0-1"));
  fs::create_symlink(place.precious / "letter", place.root / "state/lock");
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state", 1); }), "state/lock"));
}

TEST_CASE("a folder of another user, and one that others can write into, are refused") {
  const Place place;
  make_own_folders(place.root, "state");
  for (const mode_t mode : {0777U, 0775U, 01777U, 0757U}) {
    REQUIRE(::chmod((place.root / "state").c_str(), mode) == 0);
    const std::string text = error_of(ExitCode::invalid, [&] { make_own_folders(place.root, "state/tmp"); });
    CHECK(says(text, "others can write into"));
    CHECK(says(text, "chmod go-w"));
  }
  REQUIRE(::chmod((place.root / "state").c_str(), 0755) == 0);
  if (::geteuid() != 0) return;
  REQUIRE(::chown((place.root / "state").c_str(), 1234, 1234) == 0);
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state"); }),
             "belongs to another user (uid 1234)"));
}

TEST_CASE("to root by sudo what belongs to the user behind it is its own, and to nobody else") {
  const Place place;
  make_own_folders(place.root, "state");
  ::unsetenv("SUDO_UID");  // the tests themselves may be run by sudo
  CHECK(is_own(::geteuid()));
  CHECK_FALSE(is_own(1234));
  CHECK(private_mode() == fs::perms(0700));
  ::setenv("SUDO_UID", "1234", 1);
  const bool is_root = ::geteuid() == 0;
  CHECK(is_own(1234) == is_root);
  CHECK_FALSE(is_own(1235));
  CHECK(private_mode() == (is_root ? fs::perms(0755) : fs::perms(0700)));
  if (is_root) {
    REQUIRE(::chown((place.root / "state").c_str(), 1234, 1234) == 0);
    CHECK_NOTHROW(make_own_folders(place.root, "state/tmp"));
  }
  for (const char* const wrong : {"", "x", "12 34", "0"}) {
    ::setenv("SUDO_UID", wrong, 1);
    CHECK_FALSE(is_own(1234));
    CHECK(private_mode() == fs::perms(0700));
  }
  ::unsetenv("SUDO_UID");
}

TEST_CASE("a lock is a plain file of one name, or is refused") {
  const Place place;
  const fs::path lock = place.root / "lock";
  fs::create_symlink(place.precious / "letter", lock);
  CHECK(says(error_of(ExitCode::invalid, [&] { FileLock::take(lock, "it"); }), "is a symbolic link"));
  fs::remove(lock);
  fs::create_symlink(place.precious / "new", lock);
  error_of(ExitCode::invalid, [&] { FileLock::wait(lock); });
  fs::remove(lock);
  fs::create_hard_link(place.precious / "letter", lock);
  CHECK(says(error_of(ExitCode::invalid, [&] { FileLock::take(lock, "it"); }), "hard link"));
  fs::remove(lock);
  REQUIRE(::mkfifo(lock.c_str(), 0600) == 0);
  CHECK(says(error_of(ExitCode::invalid, [&] { FileLock::try_take(lock); }), "not a plain file"));
  fs::remove(lock);
  make_folders(lock);
  CHECK(says(error_of(ExitCode::invalid, [&] { FileLock::wait_shared(lock); }), "not a plain file"));
  CHECK(place.is_untouched());
}
