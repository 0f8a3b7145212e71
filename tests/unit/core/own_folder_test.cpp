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

TEST_CASE("nested folders are created with the requested mode") {
  const Place place;
  CHECK(make_own_folders(place.root, "a/b", fs::perms(0700)) == place.root / "a/b");
  CHECK(make_own_folders(place.root, "a/b/c") == place.root / "a/b/c");
  CHECK((fs::status(place.root / "a/b").permissions() & fs::perms::mask) == fs::perms(0700));
  CHECK_NOTHROW(require_own_folder(place.root, "a/b", 2));
  CHECK_NOTHROW(require_own_folder(place.root, "missing/b", 2));
  CHECK_NOTHROW(require_own_folder(place.root / "missing", "a"));
  // The trusted folder itself may be a link.
  fs::create_directory_symlink(place.root, place.folder.path() / "link");
  CHECK_NOTHROW(make_own_folders(place.folder.path() / "link", "d"));
}

TEST_CASE("a link on the path is refused: to a folder, to nothing, and to the folder itself") {
  const Place place;
  fs::create_directory_symlink(place.precious, place.root / "state");
  const std::string text = error_of(ExitCode::invalid, [&] { make_own_folders(place.root, "state/tmp"); });
  CHECK(says(text, (place.root / "state").string() + " is a symbolic link, to " + place.precious.string()));
  CHECK(says(text, "hint: remove the link; to keep these files elsewhere, use --workspace"));
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

TEST_CASE("links inside are refused down to the requested depth") {
  const Place place;
  make_own_folders(place.root, "state/results/t");
  fs::create_symlink(place.precious, place.root / "state/results/t/greet-1.0-1");
  CHECK_NOTHROW(require_own_folder(place.root, "state", 2));
  CHECK(
      says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state", 3); }), "greet-1.0-1"));
  fs::create_symlink(place.precious / "letter", place.root / "state/lock");
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "state", 1); }), "state/lock"));
}

TEST_CASE("another user's folder and a folder that others can write to are refused") {
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

namespace {

void set_mode(const fs::path& folder, mode_t mode) {
  REQUIRE(::chmod(folder.c_str(), mode) == 0);
}

}  // namespace

TEST_CASE("a group-writable folder belongs to a team if it has the setgid bit") {
  const Place place;
  const fs::path releases = place.root / "releases";
  CHECK(require_own_or_team_folder(place.root, "releases").empty());
  CHECK(require_own_or_team_folder(place.root / "missing", "releases").empty());
  make_own_folders(place.root, "releases");
  CHECK(require_own_or_team_folder(place.root, "releases").empty());
  REQUIRE(::chown(releases.c_str(), ::geteuid(), ::getegid()) == 0);

  set_mode(releases, 02775);
  CHECK_FALSE(require_own_or_team_folder(place.root, "releases").empty());
  set_mode(releases, 03770);
  CHECK_FALSE(require_own_or_team_folder(place.root, "releases").empty());
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_folder(place.root, "releases"); }),
             "others can write into"));

  set_mode(releases, 0775);
  const std::string text =
      error_of(ExitCode::invalid, [&] { require_own_or_team_folder(place.root, "releases"); });
  CHECK(says(text, "others can write into " + releases.string() + " (its mode is 0775)"));
  CHECK(says(text, "hint: remove the permission with: chmod g-w " + releases.string()));
  CHECK(says(text, "chmod g+s " + releases.string()));
  for (const mode_t mode : {0777U, 02777U, 0757U}) {
    set_mode(releases, mode);
    CHECK(says(error_of(ExitCode::invalid, [&] { require_own_or_team_folder(place.root, "releases"); }),
               "chmod go-w"));
  }
  set_mode(releases, 0755);
  fs::remove(releases);
  fs::create_directory_symlink(place.precious, releases);
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_or_team_folder(place.root, "releases"); }),
             "is a symbolic link"));
}

TEST_CASE("a team's folder may belong to another member, but is refused to users outside of the team") {
  if (::geteuid() != 0) return;
  const Place place;
  const fs::path releases = place.root / "releases";
  make_own_folders(place.root, "releases");
  REQUIRE(::chown(releases.c_str(), 1234, ::getegid()) == 0);
  set_mode(releases, 02775);
  CHECK_FALSE(require_own_or_team_folder(place.root, "releases").empty());
  REQUIRE(::chown(releases.c_str(), 0, 1234) == 0);
  set_mode(releases, 02775);
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_or_team_folder(place.root, "releases"); }),
             "hint: check its contents, then remove the permission with: chmod go-w"));
}

TEST_CASE("a folder that the user named is itself checked, through links, with its contents") {
  const Place place;
  const fs::path store = place.root / "store";
  const fs::path link = place.root / "link";
  CHECK_NOTHROW(require_own_place(store, 2, "elsewhere"));
  make_own_folders(place.root, "store/blobs/ab");
  fs::create_directory_symlink(store, link);
  CHECK_NOTHROW(require_own_place(link, 2, "elsewhere"));
  set_mode(store, 0775);
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_place(link, 2, "elsewhere"); }),
             "others can write into " + link.string()));
  set_mode(store, 0755);
  set_mode(store / "blobs", 0777);
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_place(store, 2, "elsewhere"); }),
             "others can write into " + (store / "blobs").string()));
  set_mode(store / "blobs", 0755);
  write_file_atomically(place.root / "file", "");
  CHECK(says(error_of(ExitCode::invalid, [&] { require_own_place(place.root / "file", 2, "elsewhere"); }),
             "is not a folder"));
  if (::geteuid() != 0) return;
  REQUIRE(::chown(store.c_str(), 1234, 1234) == 0);
  const std::string text = error_of(ExitCode::invalid, [&] { require_own_place(link, 2, "elsewhere"); });
  CHECK(says(text, link.string() + " belongs to another user (uid 1234)"));
  CHECK(says(text, "hint: elsewhere"));
}

TEST_CASE("with sudo, root treats files of the calling user as its own, but not files of others") {
  const Place place;
  make_own_folders(place.root, "state");
  ::unsetenv("SUDO_UID");  // the tests themselves may be run with sudo
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

TEST_CASE("a lock must be a plain file with one name") {
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
