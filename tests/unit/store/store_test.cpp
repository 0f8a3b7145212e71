// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.hpp"

#include <doctest/doctest.h>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "store/workspace.hpp"

using namespace rpmworks;
using store::Store;

TEST_CASE("a blob is found by its digest, read-only, and put twice is kept once") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path() / "store");
  write_file_atomically(folder.path() / "file", "bytes");
  const std::string digest = store.put_file(folder.path() / "file");
  CHECK(digest == sha256("bytes"));
  CHECK(store.put_bytes("bytes") == digest);
  CHECK(read_file(store.blob(digest)) == "bytes");
  CHECK((fs::status(store.blob(digest)).permissions() & fs::perms::mask) == fs::perms(0444));
}

TEST_CASE("a blob that is not there is an error that says what to do") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const Store store(folder.path());
  CHECK_FALSE(store.has_blob(sha256("x")));
  CHECK_FALSE(store.has_blob("../../etc/passwd"));
  CHECK_THROWS_AS(store.blob(sha256("x")), Error);
}

TEST_CASE("records are kept by kind and key, and replaced whole") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  Store store(folder.path());
  const std::string key = sha256("key");
  CHECK_FALSE(store.record("srpm", key));
  store.put_record("srpm", key, "{}");
  store.put_record("srpm", key, "{\"a\":1}");
  CHECK(store.record("srpm", key) == "{\"a\":1}");
  CHECK_FALSE(store.record("build", key));
}

TEST_CASE("opening a workspace sweeps what a killed run left, and a second run is refused") {
  const TempDir folder(fs::temp_directory_path(), "store-");
  const store::Workspace workspace{.root = folder.path(), .cache = folder.path() / "cache"};
  make_folders(workspace.tmp() / "left");
  const FileLock lock = workspace.open();
  CHECK(fs::is_empty(workspace.tmp()));
  CHECK_THROWS_AS(workspace.open(), Error);
}
