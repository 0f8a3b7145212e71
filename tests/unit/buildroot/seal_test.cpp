// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/seal.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <thread>

#include "buildroot/root_cache.hpp"
#include "core/error.hpp"
#include "core/threads.hpp"
#include "support/thread_count.hpp"

using namespace rpmworks;
using namespace rpmworks::buildroot;

namespace {

/// A sealed entry of the cache, and a copy of it as in a restored cache.
struct Entry {
  TempDir folder{fs::temp_directory_path(), "rpmworks-seal-"};
  fs::path entry = folder.path() / "entry";

  Entry() {
    make_folders(entry / "root/bin");
    write_file_atomically(entry / "root/bin/program", "program\n");
    fs::permissions(entry / "root/bin/program", fs::perms(04755));
    write_file_atomically(entry / "root/text", "text\n");
    fs::create_hard_link(entry / "root/text", entry / "root/name");
    fs::create_symlink("text", entry / "root/link");
    seal(entry);
  }
  // As `cp -a` does: other inodes, everything else the same.
  void restore() {
    const fs::path aside = folder.path() / "aside";
    fs::rename(entry, aside);
    const std::string command = "cp -a '" + aside.string() + "' '" + entry.string() + "'";
    REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(concurrency-mt-unsafe)
    fs::remove_all(aside);
  }
  std::string found_after(const std::function<void()>& damage) {
    restore();
    damage();
    return broken_seal(entry).value_or("");
  }
};

}  // namespace

TEST_CASE("an unchanged entry keeps its seal") {
  Entry e;
  CHECK_FALSE(broken_seal(e.entry));
  const std::string before = read_file(e.entry / k_seal);
  e.restore();
  CHECK_FALSE(broken_seal(e.entry));
  // After one comparison, the new inodes are known.
  CHECK(read_file(e.entry / k_seal) != before);
  CHECK_FALSE(broken_seal(e.entry));
}

TEST_CASE("an entry is read by no more threads than the limit allows") {
  Entry e;
  const auto started = [&](unsigned limit) {
    const ThreadLimit within(limit);
    return test::threads_started([&] { seal(e.entry); });
  };
  CHECK(started(1) == 0);
  CHECK(started(3) == 2);  // beside the caller's
}

TEST_CASE("changes from restoring an entry are found") {
  const auto found = [](const std::function<void(const fs::path&)>& damage) {
    Entry e;
    return e.found_after([&] { damage(e.entry / "root"); });
  };
  CHECK(found([](const fs::path& root) { fs::permissions(root / "bin/program", fs::perms(0755)); }) ==
        "root/bin/program: its mode is 0755, not 4755");
  CHECK(found([](const fs::path& root) {
          fs::remove(root / "name");
          fs::copy_file(root / "text", root / "name");
          fs::last_write_time(root / "name", fs::last_write_time(root / "text"));
        }) == "root/name: it has 1 names, not 2");
  CHECK(found([](const fs::path& root) { fs::resize_file(root / "text", 2); }) ==
        "root/name: it has 2 bytes, not 5");
  CHECK(found([](const fs::path& root) {
          const auto time = fs::last_write_time(root / "bin/program");
          write_file_atomically(root / "bin/program", "PROGRAM\n");
          fs::permissions(root / "bin/program", fs::perms(04755));
          fs::last_write_time(root / "bin/program", time);
        }) == "root/bin/program: its contents differ");
  CHECK(found([](const fs::path& root) { fs::remove(root / "link"); }) == "root/link: it is missing");
  CHECK(found([](const fs::path& root) {
          fs::remove(root / "link");
          fs::create_symlink("bin", root / "link");
        }) == "root/link: it points elsewhere");
  CHECK(found([](const fs::path& root) { write_file_atomically(root / "more", "x"); }) ==
        "root/more: it was not there before");
  CHECK(found([](const fs::path& root) { fs::remove(root.parent_path() / k_listing); }) ==
        "the list of its files is missing");
  CHECK(found([](const fs::path& root) { fs::resize_file(root.parent_path() / k_listing, 7); }) ==
        "the list of its files is damaged");
  if (::geteuid() == 0)
    CHECK(found([](const fs::path& root) { REQUIRE(::lchown((root / "link").c_str(), 4321, 4321) == 0); }) ==
          "root/link: it belongs to 4321:4321, not to 0:0");
}

TEST_CASE("a changed entry is made again, with a warning") {
  const TempDir folder(fs::temp_directory_path(), "rpmworks-seal-");
  const RootCache cache(folder.path() / "roots", 1 << 30);
  int made = 0;
  std::string told;
  const auto get = [&] {
    return cache
        .get(
            "key",
            [&](const fs::path& entry) {
              ++made;
              make_folders(entry / "root");
              write_file_atomically(entry / "root/file", "content");
            },
            [&](const std::string& what) { told = what; })
        .folder;
  };
  fs::path entry = get();
  CHECK(get() == entry);
  CHECK(made == 1);
  CHECK(told.empty());
  fs::resize_file(entry / "root/file", 3);
  CHECK(get() == entry);
  CHECK(made == 2);
  CHECK(told == "root/file: it has 3 bytes, not 7");
  CHECK(read_file(entry / "root/file") == "content");
}
