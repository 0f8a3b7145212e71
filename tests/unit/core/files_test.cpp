// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "core/error.hpp"

using namespace rpmworks;

namespace {

size_t entries(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

}  // namespace

TEST_CASE("a file is written completely, replaces an existing one, and leaves no temporary file") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "one");
  write_file_atomically(file, "two", fs::perms(0640));
  CHECK(read_file(file) == "two");
  CHECK((fs::status(file).permissions() & fs::perms::mask) == fs::perms(0640));
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("an existing file stays if its replacement cannot be written") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  fs::create_directory(folder.path() / "taken");
  write_file_atomically(folder.path() / "taken" / "inside", "x");
  CHECK_THROWS_AS(write_file_atomically(folder.path() / "taken", "y"), Error);
  CHECK_THROWS_AS(write_file_atomically(folder.path() / "none" / "file", "y"), Error);
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("a symbolic link is replaced in one step") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  swap_symlink(folder.path() / "current", "1.0");
  swap_symlink(folder.path() / "current", "1.1");
  CHECK(fs::read_symlink(folder.path() / "current") == "1.1");
  CHECK(entries(folder.path()) == 1);
}

TEST_CASE("remove_tree removes read-only folders, and does not follow links") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path tree = folder.path() / "tree";
  const fs::path outside = folder.path() / "outside";
  make_folders(tree / "a" / "b");
  make_folders(outside);
  write_file_atomically(outside / "kept", "x");
  write_file_atomically(tree / "a" / "b" / "file", "x");
  fs::create_directory_symlink(outside, tree / "a" / "link");
  fs::permissions(tree / "a" / "b", fs::perms(0));
  remove_tree(tree);
  CHECK_FALSE(fs::exists(tree));
  CHECK(fs::exists(outside / "kept"));
  remove_tree(tree);  // a missing folder is not an error
}

TEST_CASE("remove_tree removes trees deeper than the limits for descriptors and paths") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path tree = folder.path() / "tree";
  make_folders(tree / "beside");
  FileDescriptor at(::open(tree.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (int level = 0; level < 3000; ++level) {
    REQUIRE(::mkdirat(at.get(), "level", level % 7 == 0 ? 0500 : 0700) == 0);
    FileDescriptor next(::openat(at.get(), "level", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    REQUIRE(next);
    if (level % 7 == 0) REQUIRE(::fchmod(next.get(), 0700) == 0);
    at = std::move(next);
    if (level % 500 == 0) write_file_atomically(fs::path(fmt::format("/proc/self/fd/{}/f", at.get())), "x");
  }
  at.reset();
  remove_tree(tree);
  CHECK_FALSE(fs::exists(tree));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a temporary folder is removed with its owner unless it is released") {
  fs::path gone;
  fs::path kept;
  {
    TempDir first(fs::temp_directory_path(), "files-");
    TempDir second(fs::temp_directory_path(), "files-");
    gone = first.path();
    kept = second.release();
  }
  CHECK_FALSE(fs::exists(gone));
  CHECK(fs::exists(kept));
  remove_tree(kept);
}

TEST_CASE("a copy has the bytes and the requested mode, and is independent of its source") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  write_file_atomically(folder.path() / "a", std::string(100000, 'a'));
  copy_file_contents(folder.path() / "a", folder.path() / "b", fs::perms(0600));
  CHECK(read_file(folder.path() / "b") == std::string(100000, 'a'));
  struct stat a {};
  struct stat b {};
  ::stat((folder.path() / "a").c_str(), &a);
  ::stat((folder.path() / "b").c_str(), &b);
  CHECK(a.st_ino != b.st_ino);
  CHECK((b.st_mode & 07777) == 0600);
  CHECK_THROWS_AS(copy_file_contents(folder.path() / "a", folder.path() / "b"), Error);
  CHECK(read_file(folder.path() / "b") == std::string(100000, 'a'));  // an existing file stays
}

TEST_CASE("a file is replaced completely, with the requested mode") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  replace_file(file, "one");
  replace_file(file, "two", fs::perms(0444));
  CHECK(read_file(file) == "two");
  CHECK((fs::status(file).permissions() & fs::perms::mask) == fs::perms(0444));
  CHECK_THROWS_AS(replace_file(folder.path() / "none" / "file", "y"), Error);
  CHECK_THROWS_AS(rename_file(folder.path() / "none", file), Error);
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
  CHECK_NOTHROW(sync_file_system(folder.path()));
  CHECK_THROWS_AS(sync_file_system(folder.path() / "none"), Error);
}

TEST_CASE("the number of a closed stream is not reused for another file") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "as it was");
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int fd : {0, 1, 2}) ::close(fd);
    hold_standard_streams();
    const int fd = ::open(file.c_str(), O_RDWR);
    const bool is_lost = ::write(1, "x", 1) < 0 && ::write(2, "x", 1) < 0;
    ::_exit(fd > 2 && is_lost ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(read_file(file) == "as it was");
}

TEST_CASE("a temporary file of a process with the same number, on another machine, is left alone") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  constexpr int k_taken = 10;
  std::thread([&] {  // a new thread begins to count at 0
    for (const char* const name : {"file", "link"})
      for (int i = 0; i < k_taken; ++i)
        write_new_file(folder.path() / fmt::format(".{}.{}.{}.{}.tmp", name, ::getpid(), ::gettid(), i), "x");
    write_file_atomically(folder.path() / "file", "one");
    swap_symlink(folder.path() / "link", "1.0");
  })
      .join();
  CHECK(read_file(folder.path() / "file") == "one");
  CHECK(fs::read_symlink(folder.path() / "link") == "1.0");
  CHECK(entries(folder.path()) == 2 * k_taken + 2);
}
