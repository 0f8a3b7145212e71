// SPDX-License-Identifier: GPL-3.0-or-later
#include "upstream/verdicts.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "core/digest.hpp"

using namespace rpmworks;
using upstream::FileState;
using upstream::state_of;
using upstream::Verdicts;

namespace {

FileState old(uint64_t inode) {
  return {.device = 1, .inode = inode, .size = 3, .modified = 4, .changed = 5};
}

}  // namespace

TEST_CASE("a verdict holds for this state, this digest and these keys only") {
  const TempDir folder(fs::temp_directory_path(), "verdicts-");
  const std::string digest = sha256("x");
  Verdicts first(folder.path(), "keys");
  first.add(old(2), digest);
  CHECK_FALSE(first.holds(old(2), digest));  // only what is written down counts
  first.save();
  const Verdicts verdicts(folder.path(), "keys");
  CHECK(verdicts.holds(old(2), digest));
  CHECK_FALSE(verdicts.holds(old(2), sha256("y")));
  CHECK_FALSE(verdicts.holds(old(3), digest));
  for (const auto change : {&FileState::device, &FileState::inode, &FileState::size}) {
    FileState other = old(2);
    other.*change += 1;
    CHECK_FALSE(verdicts.holds(other, digest));
  }
  for (const auto change : {&FileState::modified, &FileState::changed}) {
    FileState other = old(2);
    other.*change += 1;
    CHECK_FALSE(verdicts.holds(other, digest));
  }
  CHECK_FALSE(Verdicts(folder.path(), "others").holds(old(2), digest));
}

TEST_CASE("what was written meanwhile is kept") {
  const TempDir folder(fs::temp_directory_path(), "verdicts-");
  Verdicts one(folder.path(), "keys");
  Verdicts two(folder.path(), "keys");
  one.add(old(1), sha256("1"));
  two.add(old(2), sha256("2"));
  one.save();
  two.save();
  const Verdicts all(folder.path(), "keys");
  CHECK(all.holds(old(1), sha256("1")));
  CHECK(all.holds(old(2), sha256("2")));
}

TEST_CASE("a file that has just changed is not remembered") {
  const TempDir folder(fs::temp_directory_path(), "verdicts-");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "x");
  const auto state = state_of(file);
  REQUIRE(state);
  Verdicts verdicts(folder.path() / "v", "keys");
  verdicts.add(*state, sha256("x"));
  verdicts.save();
  CHECK_FALSE(Verdicts(folder.path() / "v", "keys").holds(*state, sha256("x")));
}

TEST_CASE("a change of a file shows in its state, though size and time of modification are put back") {
  const TempDir folder(fs::temp_directory_path(), "verdicts-");
  const fs::path file = folder.path() / "file";
  write_file_atomically(file, "x");
  const auto before = state_of(file);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  {
    const FileDescriptor fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    REQUIRE(::pwrite(fd.get(), "y", 1, 0) == 1);
  }
  const timespec times[] = {{before->modified / 1'000'000'000, before->modified % 1'000'000'000},
                            {before->modified / 1'000'000'000, before->modified % 1'000'000'000}};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
  const auto after = state_of(file);
  CHECK(after->modified == before->modified);
  CHECK(after->size == before->size);
  CHECK(after != before);
  CHECK_FALSE(state_of(folder.path() / "none"));
  CHECK_FALSE(state_of(folder.path()));
}

TEST_CASE("a record that others could have written, or that is rubbish, says nothing") {
  const TempDir folder(fs::temp_directory_path(), "verdicts-");
  Verdicts verdicts(folder.path(), "keys");
  verdicts.add(old(1), sha256("1"));
  verdicts.save();
  fs::permissions(folder.path() / "keys", fs::perms(0666));
  CHECK_FALSE(Verdicts(folder.path(), "keys").holds(old(1), sha256("1")));
  write_file_atomically(folder.path() / "keys", "rubbish 1 2");
  CHECK_FALSE(Verdicts(folder.path(), "keys").holds(old(1), sha256("1")));
}
