// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/lock.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"

using namespace rpmworks;

TEST_CASE("a lock that is held is refused with its holder, and free again afterwards") {
  const TempDir folder(fs::temp_directory_path(), "lock-");
  const fs::path file = folder.path() / "state" / "lock";
  {
    const FileLock held = FileLock::take(file, "the workspace");
    try {
      FileLock::take(file, "the workspace");
      FAIL("the lock was given twice");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::locked);
      CHECK(std::string(error.what()).find("the workspace (process ") != std::string::npos);
    }
  }
  CHECK_NOTHROW(FileLock::take(file, "the workspace"));
}

TEST_CASE("a lock knows whether its file is still there") {
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
