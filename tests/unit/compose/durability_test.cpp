// SPDX-License-Identifier: GPL-3.0-or-later
// A release is synced to disk before it gets its name. The linker replaces the system's functions with these.
#include <doctest/doctest.h>

#include <cerrno>
#include <string>
#include <vector>

#include "compose/staging.hpp"
#include "core/error.hpp"

using namespace rpmworks;

namespace {

bool g_sync_fails = false;
std::vector<std::string>* g_calls = nullptr;

}  // namespace

// The linker's option determines these names.
extern "C" {
int __real_syncfs(int fd);
int __wrap_syncfs(int fd);
int __real_rename(const char* from, const char* to);
int __wrap_rename(const char* from, const char* to);

int __wrap_syncfs(int fd) {
  if (!g_calls) return __real_syncfs(fd);
  g_calls->push_back("sync");
  if (!g_sync_fails) return 0;
  errno = EIO;
  return -1;
}

int __wrap_rename(const char* from, const char* to) {
  if (g_calls) g_calls->push_back("rename to " + fs::path(to).filename().string());
  return __real_rename(from, to);
}
}

TEST_CASE("a release is synced before it gets its name, and gets no name if that fails") {
  const TempDir folder(fs::temp_directory_path(), "durability-");
  const store::Workspace workspace{.root = folder.path()};
  const fs::path place = workspace.releases() / "1.0";
  std::vector<std::string> calls;
  for (const bool fails : {true, false}) {
    const compose::Staging staging(workspace, "1.0");
    write_new_file(staging.folder() / "manifest.json", "{}");
    calls.clear();
    g_sync_fails = fails;
    g_calls = &calls;
    if (fails)
      CHECK_THROWS_AS(staging.install(place), Error);
    else
      staging.install(place);
    g_calls = nullptr;
    CHECK(fs::exists(place) != fails);
  }
  CHECK(calls == std::vector<std::string>{"sync", "rename to 1.0"});
}
