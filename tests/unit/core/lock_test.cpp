// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lock.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <future>
#include <thread>

#include "core/cancel.hpp"
#include "core/error.hpp"

using namespace rpmworks;

TEST_CASE("a lock that is held is refused with its holder, and available afterwards") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "state" / "lock";
  {
    const FileLock held = FileLock::take(file, "the workspace");
    try {
      FileLock::take(file, "the workspace");
      FAIL("the lock was given twice");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::locked);
      const std::string begin =
          fmt::format("another rpmworks is at work on the workspace (process {}, since ", ::getpid());
      CHECK(std::string(error.what()).starts_with(begin));
      CHECK(std::string(error.what()).find(" UTC: unit_core") != std::string::npos);
      CHECK(error.hint().starts_with("wait until it ends, or pass --wait; the lock is "));
    }
  }
  CHECK_NOTHROW(FileLock::take(file, "the workspace"));
}

TEST_CASE("waiting for a lock is reported once, and ends when the lock is free") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "lock";
  auto held = std::make_optional(FileLock::take(file, "the workspace"));
  int told = 0;
  std::jthread holder;
  const FileLock mine = FileLock::take(file, "the workspace", [&](const Error& error) {
    ++told;
    CHECK(error.code() == ExitCode::locked);
    holder = std::jthread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      held.reset();
    });
  });
  CHECK(told == 1);
}

TEST_CASE("a cancellation ends waiting for a lock, only for its own threads") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "lock";
  auto held = std::make_optional(FileLock::take(file, "the workspace"));
  const Cancellation mine;
  const Cancellation others;
  // Ends when it has the lock, or when it is cancelled; then it returns false.
  const auto gets_lock = [&](const Cancellation& cancellation) {
    return std::async(std::launch::async, [&] {
      const Cancellation::Scope scope(cancellation);
      try {
        FileLock::wait(file);
        return true;
      } catch (const Error& error) {
        CHECK(error.code() == ExitCode::interrupted);
        return false;
      }
    });
  };
  auto waits = gets_lock(mine);
  auto other_waits = gets_lock(others);
  mine.request();
  CHECK_FALSE(waits.get());
  held.reset();
  CHECK(other_waits.get());
}

TEST_CASE("a lock notices whether its file still exists") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "lock";
  const FileLock held = FileLock::wait(file);
  CHECK(held.holds(file));
  fs::remove(file);
  CHECK_FALSE(held.holds(file));
  const FileLock other = FileLock::wait(file);
  CHECK_FALSE(held.holds(file));
  CHECK(other.holds(file));
}

TEST_CASE("many can share a lock, but not while another process holds it exclusively") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "lock";
  auto one = FileLock::share(file, "the store");
  auto other = FileLock::share(file, "the store");
  REQUIRE(one);
  REQUIRE(other);
  CHECK_FALSE(FileLock::try_take(file));
  try {
    FileLock::take(file, "the store");
    FAIL("a lock that is shared was given alone");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::locked);
    CHECK(error.what() == std::string("another rpmworks is at work on the store"));
  }
  one.reset();
  CHECK_FALSE(FileLock::try_take(file));
  other.reset();
  auto alone = std::make_optional(FileLock::take(file, "the store"));
  int told = 0;
  std::jthread holder;
  const auto waited = FileLock::share(file, "the store", [&](const Error& error) {
    ++told;
    CHECK(std::string(error.what()).starts_with("another rpmworks is at work on the store (process "));
    holder = std::jthread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      alone.reset();
    });
  });
  CHECK(waited);
  CHECK(told == 1);
}

TEST_CASE("the holder of an exclusive lock is not confused with an earlier holder") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "lock";
  { const FileLock before = FileLock::take(file, "the store"); }  // which leaves its name in the file
  auto shared = FileLock::share(file, "the store");
  int told = 0;
  const FileLock alone = FileLock::take(file, "the store", [&](const Error& error) {
    ++told;
    CHECK(error.what() == std::string("another rpmworks is at work on the store"));
    shared.reset();
  });
  CHECK(told == 1);
}
