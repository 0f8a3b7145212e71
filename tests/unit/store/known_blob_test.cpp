// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/known_blob.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using store::KnownBlob;

namespace {

// Until a change of a file would change its times.
void settle() {
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

struct Fixture {
  TempDir folder{fs::temp_directory_path(), "known-"};

  store::Store open() const { return store::Store(folder.path() / "store"); }
  fs::path findings() const { return folder.path() / "store/findings"; }

  // Keeps an answer about "bytes" in a store that is closed afterwards, and returns the digest.
  std::string keep(const std::string& question, const std::string& answer) const {
    store::Store store = open();
    std::string digest = store.put_bytes("bytes");
    settle();
    KnownBlob::of(store, digest).keep(question, answer);
    return digest;
  }

  std::optional<std::string> answer(const std::string& digest, const std::string& question) const {
    const store::Store store = open();
    return KnownBlob::of(store, digest).answer(question);
  }

  static void overwrite(const fs::path& blob, const std::string& bytes) {
    fs::permissions(blob, fs::perms(0644));
    test::write_bytes(blob, bytes);
  }
};

}  // namespace

TEST_CASE("a blob that was read counts as whole until its file changes") {
  const Fixture f;
  store::Store store = f.open();
  const std::string digest = store.put_bytes("bytes");
  CHECK(store::has_blob_known_whole(store, digest));
  CHECK_FALSE(store::has_blob_known_whole(store, std::string(64, 'a')));
  CHECK_FALSE(store::has_blob_known_whole(store, "no digest"));
  settle();
  Fixture::overwrite(store.blob(digest), "bytez");
  CHECK_FALSE(store::has_blob_known_whole(store, digest));
  CHECK(store.put_bytes("bytes") == digest);
  CHECK(store::has_blob_known_whole(store, digest));
}

TEST_CASE("an answer is kept for later runs, as long as the blob's file is the same") {
  const Fixture f;
  const std::string digest = f.keep("who", "me, and others");
  CHECK(f.answer(digest, "who") == "me, and others");
  CHECK_FALSE(f.answer(digest, "when"));
  const store::Store store = f.open();
  const fs::path blob = store.blob(digest);
  fs::create_hard_link(blob, f.folder.path() / "in a release");
  CHECK(f.answer(digest, "who"));

  SUBCASE("it was written to") {
    Fixture::overwrite(blob, "bytez");
    CHECK_FALSE(f.answer(digest, "who"));
  }
  SUBCASE("it was replaced by another file with the same bytes") {
    fs::remove(blob);
    test::write_bytes(blob, "bytes");
    CHECK_FALSE(f.answer(digest, "who"));
  }
  SUBCASE("it was restored from a backup, with its times, and perhaps with the same inode number") {
    struct stat info {};
    REQUIRE(::stat(blob.c_str(), &info) == 0);
    fs::remove(f.folder.path() / "in a release");
    fs::remove(blob);
    test::write_bytes(blob, "bytez");
    const timespec times[2] = {info.st_atim, info.st_mtim};
    REQUIRE(::utimensat(AT_FDCWD, blob.c_str(), times, 0) == 0);
    CHECK_FALSE(f.answer(digest, "who"));
  }
  SUBCASE("it was truncated, as after a power cut") {
    Fixture::overwrite(blob, "");
    CHECK_FALSE(f.answer(digest, "who"));
    CHECK_FALSE(store::has_blob_known_whole(store, digest));
  }
}

TEST_CASE("an answer about a file that changed a moment ago, or is gone, is not written") {
  const Fixture f;
  std::string digest;
  {
    store::Store store = f.open();
    digest = store.put_bytes("bytes");
    const timespec later[2] = {{.tv_sec = ::time(nullptr) + 60, .tv_nsec = 1},
                               {.tv_sec = ::time(nullptr) + 60, .tv_nsec = 1}};
    REQUIRE(::utimensat(AT_FDCWD, store.blob(digest).c_str(), later, 0) == 0);
    KnownBlob::of(store, digest).keep("who", "me");
    CHECK(KnownBlob::of(store, digest).answer("who"));
  }
  CHECK_FALSE(f.answer(digest, "who"));
  {
    store::Store store = f.open();
    const std::string other = store.put_bytes("other bytes");
    settle();
    KnownBlob::of(store, other).keep("who", "me");
    fs::remove(store.blob(other));
  }
  CHECK(read_file(f.findings()).find("who") == std::string::npos);
}

TEST_CASE("a file whose mtime is in whole seconds is settled later than others") {
  const Fixture f;
  const auto keep_with_time = [&](time_t seconds) {
    store::Store store = f.open();
    std::string digest = store.put_bytes(std::to_string(seconds));
    const timespec times[2] = {{.tv_sec = seconds, .tv_nsec = 0}, {.tv_sec = seconds, .tv_nsec = 0}};
    REQUIRE(::utimensat(AT_FDCWD, store.blob(digest).c_str(), times, 0) == 0);
    KnownBlob::of(store, digest).keep("who", "me");
    return digest;
  };
  CHECK(f.answer(keep_with_time(::time(nullptr) - 60), "who") == "me");
  CHECK_FALSE(f.answer(keep_with_time(::time(nullptr) + 60), "who"));
}

TEST_CASE("runs that use a store at the same time do not lose each other's answers") {
  const Fixture f;
  std::vector<std::string> digests;
  {
    store::Store one = f.open();
    store::Store other = f.open();
    for (const char* const bytes : {"a", "b", "of both"}) digests.push_back(one.put_bytes(bytes));
    settle();
    KnownBlob::of(one, digests[0]).keep("who", "one");
    KnownBlob::of(other, digests[1]).keep("who", "other");
    KnownBlob::of(one, digests[2]).keep("who", "one");
    KnownBlob::of(other, digests[2]).keep("when", "now");
    one.sync();
    KnownBlob::of(one, digests[0]).keep("when", "later");
  }
  CHECK(f.answer(digests[0], "who") == "one");
  CHECK(f.answer(digests[0], "when") == "later");
  CHECK(f.answer(digests[1], "who") == "other");
  CHECK(f.answer(digests[2], "who") == "one");
  CHECK(f.answer(digests[2], "when") == "now");
}

TEST_CASE("a store that is assigned to writes its answers first") {
  const Fixture f;
  const std::string digest = f.keep("who", "me");
  store::Store store = f.open();
  KnownBlob::of(store, digest).keep("when", "now");
  store = store::Store(f.folder.path() / "other store");
  CHECK(f.answer(digest, "when") == "now");
}

TEST_CASE("texts that would break the file of findings are not kept; a damaged file counts as empty") {
  const Fixture f;
  const std::string digest = f.keep("who\twhat", "me");
  CHECK_FALSE(f.answer(digest, "who\twhat"));
  f.keep("who", "me\nor you");
  CHECK_FALSE(f.answer(digest, "who"));
  f.keep("who", "me");
  REQUIRE(f.answer(digest, "who"));
  for (const std::string& damaged : {std::string("rpmworks findings 1\n"), std::string("\0\0\0", 3),
                                     "rpmworks findings 2\nnonsense\n\twho\tme\n" + digest}) {
    test::write_bytes(f.findings(), damaged);
    CHECK_FALSE(f.answer(digest, "who"));
  }
}

TEST_CASE("only a link to the blob's file is taken for it") {
  const Fixture f;
  store::Store store = f.open();
  const auto blob = KnownBlob::of(store, store.put_bytes("bytes"));
  fs::create_hard_link(blob.file(), f.folder.path() / "link");
  fs::copy_file(blob.file(), f.folder.path() / "copy");
  fs::create_symlink(blob.file(), f.folder.path() / "symlink");
  CHECK(blob.is_linked_as(f.folder.path() / "link"));
  CHECK_FALSE(blob.is_linked_as(f.folder.path() / "copy"));
  CHECK_FALSE(blob.is_linked_as(f.folder.path() / "symlink"));
  CHECK_FALSE(blob.is_linked_as(f.folder.path() / "missing"));
}
