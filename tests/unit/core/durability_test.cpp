// SPDX-License-Identifier: GPL-3.0-or-later
// The order in which files are synced and renamed. The linker replaces the system's functions with these.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"

using namespace rpmworks;

namespace {

bool g_watching = false;
bool g_sync_fails = false;
std::vector<std::string> g_calls;

std::string kind_of(int fd) {
  struct stat info {};
  if (::fstat(fd, &info) != 0) return "nothing";
  return S_ISDIR(info.st_mode) ? "folder" : std::to_string(info.st_size) + " bytes";
}

struct Watch {
  Watch() {
    g_calls.clear();
    g_watching = true;
  }
  ~Watch() { g_watching = g_sync_fails = false; }
};

using Calls = std::vector<std::string>;

}  // namespace

// The linker's option determines these names.
extern "C" {
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char* from, const char* to);
int __wrap_rename(const char* from, const char* to);

int __wrap_fsync(int fd) {
  if (!g_watching) return __real_fsync(fd);
  g_calls.push_back("sync " + kind_of(fd));
  if (!g_sync_fails) return __real_fsync(fd);
  errno = EIO;
  return -1;
}

int __wrap_rename(const char* from, const char* to) {
  if (g_watching) g_calls.push_back("rename to " + fs::path(to).filename().string());
  return __real_rename(from, to);
}
}

TEST_CASE("a file is synced before it gets its name, then its folder") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  const Watch watch;
  write_file_atomically(file, "12345");
  CHECK(g_calls == Calls{"sync 5 bytes", "rename to file", "sync folder"});
}

TEST_CASE("a file that cannot be synced gets no name") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "before");
  {
    const Watch watch;
    g_sync_fails = true;
    CHECK_THROWS_AS(write_file_atomically(file, "after"), Error);
    CHECK(g_calls == Calls{"sync 5 bytes"});
  }
  CHECK(read_file(file) == "before");
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("folders and links are synced too") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  make_folders(folder.path() / "staged");
  {
    const Watch watch;
    rename_durably(folder.path() / "staged", folder.path() / "released");
    CHECK(g_calls == Calls{"rename to released", "sync folder"});
  }
  const Watch watch;
  swap_symlink(folder.path() / "current", "released");
  CHECK(g_calls == Calls{"rename to current", "sync folder"});
}

TEST_CASE("a file that can be made again gets its name without a sync") {
  const TempDir folder(fs::temp_directory_path(), "files-");
  const fs::path file = folder.path() / "file";
  const Watch watch;
  replace_file(file, "12345");
  CHECK(g_calls == Calls{"rename to file"});
  g_calls.clear();
  rename_file(file, folder.path() / "other");
  CHECK(g_calls == Calls{"rename to other"});
  CHECK(read_file(folder.path() / "other") == "12345");
}
