// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/root_cache.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "core/error.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;

namespace {

constexpr uint64_t k_much = uint64_t{1} << 40;

struct Folder {
  TempDir folder{fs::temp_directory_path(), "rpmworks-roots-"};
  const fs::path& path() const { return folder.path(); }
};

void fill(const fs::path& entry) {
  write_file_atomically(entry / "file", std::string(100000, 'x'));
}

}  // namespace

TEST_CASE("an entry is made once and found again") {
  const Folder folder;
  const RootCache cache(folder.path(), k_much);
  int made = 0;
  const auto make = [&](const fs::path& entry) {
    ++made;
    CHECK_FALSE(fs::exists(folder.path() / "key"));
    fill(entry);
  };
  CHECK(fs::exists(cache.get("key", make).folder / "file"));
  CHECK(fs::exists(cache.get("key", make).folder / "file"));
  CHECK(made == 1);
}

TEST_CASE("other users cannot access the roots, and a folder that others could write to is refused") {
  const Folder folder;
  const fs::path roots = folder.path() / "roots";
  const RootCache cache(roots, k_much);
  const auto mode = [&] { return fs::status(roots).permissions() & fs::perms::mask; };
  cache.get("key", fill);
  CHECK(mode() == fs::perms(0700));
  fs::permissions(roots, fs::perms(0755));  // as earlier versions created it
  cache.scratch();
  CHECK(mode() == fs::perms(0700));
  fs::permissions(roots, fs::perms(0777));
  CHECK_THROWS_AS(cache.get("key", fill), Error);
  CHECK_THROWS_AS(cache.scratch(), Error);
}

TEST_CASE("many threads at once make an entry once") {
  const Folder folder;
  const RootCache cache(folder.path(), k_much);
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      const auto entry = cache.get("key", [&](const fs::path& staging) {
        ++made;
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        fill(staging);
      });
      CHECK(fs::exists(entry.folder / "file"));
    });
  for (auto& thread : threads) thread.join();
  CHECK(made == 1);
}

TEST_CASE("a failed entry leaves nothing behind and can be made again") {
  const Folder folder;
  const RootCache cache(folder.path(), k_much);
  CHECK_THROWS_AS(cache.get("key",
                            [](const fs::path& entry) {
                              fill(entry);
                              throw std::runtime_error("no");
                            }),
                  std::runtime_error);
  CHECK_FALSE(fs::exists(folder.path() / "key"));
  CHECK_FALSE(fs::exists(folder.path() / "key.part"));
  CHECK(fs::exists(cache.get("key", fill).folder / "file"));
}

TEST_CASE("an entry whose maker was killed is made again") {
  const Folder folder;
  const RootCache cache(folder.path(), k_much);
  make_folders(folder.path() / "key.part");
  write_file_atomically(folder.path() / "key.part" / "half", "x");
  make_folders(folder.path() / "key");  // never marked as complete
  write_file_atomically(folder.path() / "key" / "half", "x");
  const auto entry = cache.get("key", fill);
  CHECK(fs::exists(entry.folder / "file"));
  CHECK_FALSE(fs::exists(entry.folder / "half"));
}

TEST_CASE("a build's folder is removed with its object, and a leftover one by a later run") {
  const Folder folder;
  const RootCache cache(folder.path(), k_much);
  fs::path path;
  {
    const auto scratch = cache.scratch();
    path = scratch.path();
    write_file_atomically(path / "file", "x");
    cache.sweep();
    CHECK(fs::exists(path / "file"));
    CHECK(cache.scratch().path() != path);
  }
  CHECK_FALSE(fs::exists(path));
  make_folders(folder.path() / "build-1-0.part/upper");
  write_file_atomically(folder.path() / "build-1-1.lock", "");  // killed before it created a folder
  {
    const auto held = FileLock::wait(folder.path() / "build-1-2.lock");
    cache.sweep();
    CHECK(held.holds(folder.path() / "build-1-2.lock"));
  }
  CHECK_FALSE(fs::exists(folder.path() / "build-1-1.lock"));
  cache.sweep();
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("the least recently used entries are removed first, entries in use stay") {
  const Folder folder;
  const RootCache roomy(folder.path(), k_much);
  for (const char* const key : {"one", "two", "three"}) roomy.get(key, fill);
  const auto in_use = roomy.get("one", fill);  // it is the oldest entry, but in use
  const auto age = [&](const char* key, int hours) {
    fs::last_write_time(folder.path() / key / "made",
                        fs::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  age("one", 3);
  age("two", 2);
  age("three", 1);
  RootCache(folder.path(), 250000).prune();
  CHECK(fs::exists(folder.path() / "one"));
  CHECK_FALSE(fs::exists(folder.path() / "two"));
  CHECK(fs::exists(folder.path() / "three"));
  RootCache(folder.path(), 0).prune();
  CHECK(fs::exists(folder.path() / "one"));
  CHECK_FALSE(fs::exists(folder.path() / "three"));
}
