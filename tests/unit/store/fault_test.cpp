// SPDX-License-Identifier: GPL-3.0-or-later
// A store on a full disk, and a store whose writers are killed.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <functional>

#include "core/digest.hpp"
#include "store/record_kind.hpp"
#include "store/store.hpp"
#include "support/errors.hpp"

using namespace rpmworks;
using store::Store;

namespace {

constexpr int k_cannot_mount = 77;

// Runs `work` in a child process, which exits with its result.
int exit_code_of(const std::function<int()>& work) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(work());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Mounts a file system of one MiB over `folder`, only for this process.
bool mount_small(const fs::path& folder) {
  const uid_t user = ::geteuid();
  if (::unshare(CLONE_NEWNS | (user == 0 ? 0 : CLONE_NEWUSER)) != 0) return false;
  if (user != 0) write_all(open_for_writing("/proc/self/uid_map"), fmt::format("0 {} 1", user), "uid_map");
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
  return ::mount("none", folder.c_str(), "tmpfs", 0, "size=1m,mode=0700") == 0;
}

// Numbers the checks, so that the exit code says which of them failed.
int work_on_full_disk(const fs::path& folder, const fs::path& large) {
  if (!mount_small(folder)) return k_cannot_mount;
  Store store(folder / "store");
  const std::string small = store.put_bytes("small");
  const auto finds_no_space = [](const std::function<void()>& put) {
    try {
      put();
      return false;
    } catch (const Error& error) {
      return std::string(error.what()).find("No space left on device") != std::string::npos;
    }
  };
  if (!finds_no_space([&] { store.put_file(large); })) return 1;
  if (!fs::is_empty(folder / "store/tmp")) return 2;
  const std::string bytes(2UL << 20, 'x');
  if (!finds_no_space([&] { store.put_bytes(bytes); })) return 3;
  if (store.has_blob(sha256(bytes)) || store.has_blob(digest_of_file(large))) return 4;
  store.put_record("kind", sha256("key"), "{}");
  if (!finds_no_space([&] { store.put_record("kind", sha256("key"), bytes); })) return 5;
  if (store.record("kind", sha256("key")) != "{}") return 6;
  // Earlier entries still exist, and there is space again.
  if (!store.has_whole_blob(small) || store.put_bytes("more") != sha256("more")) return 7;
  return 0;
}

}  // namespace

TEST_CASE("a full disk leaves no partial blob or record, and no temporary file") {
  const TempDir folder(fs::temp_directory_path(), "full-");
  make_folders(folder.path() / "disk");
  write_new_file(folder.path() / "large", std::string(4UL << 20, 'y'));
  const int code =
      exit_code_of([&] { return work_on_full_disk(folder.path() / "disk", folder.path() / "large"); });
  if (code == k_cannot_mount) {
    MESSAGE("not tested: this machine allows no mount namespace");
    return;
  }
  CHECK(code == 0);
}

TEST_CASE("a killed writer leaves no blob, and the next run removes its files") {
  const TempDir folder(fs::temp_directory_path(), "killed-");
  const fs::path file = folder.path() / "file";
  write_new_file(file, std::string(1UL << 20, 'x'));
  const fs::path place = folder.path() / "store";
  CHECK(exit_code_of([&] {
          Store store(place);
          const store::StagedBlob staged = store.stage(file);
          ::raise(SIGKILL);
          return 0;
        }) == -SIGKILL);
  CHECK_FALSE(fs::is_empty(place / "tmp"));
  const Store store(place);
  CHECK_FALSE(store.has_blob(digest_of_file(file)));
  CHECK(fs::is_empty(place / "tmp"));
}

TEST_CASE("a read-only store can be read") {
  if (::geteuid() == 0) return;  // root can write despite any mode
  const TempDir folder(fs::temp_directory_path(), "read-only-");
  const fs::path place = folder.path() / "store";
  const std::string digest = Store(place).put_bytes("bytes");
  fs::remove(store::lock_of_store(place));
  fs::permissions(place, fs::perms(0500));
  CHECK(Store(place).has_whole_blob(digest));
  fs::permissions(place, fs::perms(0700));
}
