// SPDX-License-Identifier: GPL-3.0-or-later
#include "key.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "build.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "process/process.hpp"
#include "support/archive_fixture.hpp"

using namespace rpmworks;
using namespace rpmworks::hostbase;

TEST_CASE("the key is made once, and its signatures are accepted by rpm and gpg") {
  const TempDir work("/tmp", "key-");
  const fs::path homedir = work.path() / "gnupg";
  const BaseKey key(homedir, work.path() / "tmp");
  CHECK(key.fingerprint().size() == 40);
  CHECK(fs::status(homedir).permissions() == fs::perms(0700));
  CHECK(BaseKey(homedir, work.path() / "tmp").fingerprint() == key.fingerprint());
  test::write_bytes(work.path() / "key.asc", key.public_key());

  const Packager packager(work.path() / "build");
  std::vector<fs::path> packages;
  for (const std::string name : {"a", "b", "c"}) {
    make_folders(work.path() / name);
    packages.push_back(packager.build({.nevra = {.name = name, .evr = {"", "1", "1"}, .arch = "noarch"}},
                                      work.path() / name));
  }
  key.sign_packages(packages, 2);
  make_folders(work.path() / "db");
  run_checked({.argv = {"rpmkeys", "--dbpath", work.path() / "db", "--import", work.path() / "key.asc"}},
              "importing");
  for (const auto& package : packages) {
    const auto result = run({.argv = {"rpmkeys", "--dbpath", work.path() / "db", "-Kv", package.string()}});
    CHECK(result.ok());
    CHECK(result.out.find("V4 RSA/SHA256 Signature") != std::string::npos);
  }

  test::write_bytes(work.path() / "text", "signed");
  test::write_bytes(work.path() / "text.asc", key.detached(work.path() / "text"));
  const fs::path ring = work.path() / "ring.gpg";
  run_checked({.argv = {"gpg", "--homedir", homedir, "--batch", "--yes", "--dearmor", "-o", ring,
                        work.path() / "key.asc"}},
              "dearmouring");
  CHECK(run({.argv = {"gpgv", "--keyring", ring, work.path() / "text.asc", work.path() / "text"}}).ok());
  test::write_bytes(work.path() / "text", "changed");
  CHECK_FALSE(
      run({.argv = {"gpgv", "--keyring", ring, work.path() / "text.asc", work.path() / "text"}}).ok());

  // Nothing remains of the temporary homes.
  CHECK(fs::is_empty(work.path() / "tmp"));
}

TEST_CASE("the same bytes get the same signature, whenever it is made") {
  const TempDir work("/tmp", "key-");
  const BaseKey key(work.path() / "gnupg", work.path() / "tmp");
  const Packager packager(work.path() / "build");
  make_folders(work.path() / "a");
  const fs::path built =
      packager.build({.nevra = {.name = "a", .evr = {"", "1", "1"}, .arch = "noarch"}}, work.path() / "a");
  test::write_bytes(work.path() / "text", "signed");
  std::vector<std::string> packages, texts;
  for (const std::string round : {"1.rpm", "2.rpm"}) {
    copy_file_contents(built, work.path() / round);
    key.sign_packages({work.path() / round}, 1);
    packages.push_back(read_file(work.path() / round));
    texts.push_back(key.detached(work.path() / "text"));
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));  // signatures contain the time in seconds
  }
  CHECK(packages[0] != read_file(built));
  CHECK(packages[0] == packages[1]);
  CHECK(texts[0] == texts[1]);
}

TEST_CASE("of several processes that need the key at once, one makes it") {
  const TempDir work("/tmp", "key-");
  std::vector<std::string> found(3);
  parallel_for(found.size(), 3, [&](size_t i) {
    found[i] = BaseKey(work.path() / "data/gnupg", work.path() / "tmp").fingerprint();
  });
  CHECK(found == std::vector<std::string>(3, found[0]));
}

TEST_CASE("folders created above the key's folder are closed to others; existing folders stay as they are") {
  const TempDir work("/tmp", "key-");
  make_folders(work.path() / "home");
  fs::permissions(work.path() / "home", fs::perms(0755));
  const BaseKey key(work.path() / "home/.local/share/gnupg", work.path() / "tmp");
  CHECK(fs::status(work.path() / "home").permissions() == fs::perms(0755));
  for (const char* made : {"home/.local", "home/.local/share", "home/.local/share/gnupg"})
    CHECK(fs::status(work.path() / made).permissions() == fs::perms(0700));
}

TEST_CASE("a home without a secret key is refused") {
  const TempDir work("/tmp", "key-");
  test::write_bytes(work.path() / "gnupg/pubring.kbx", "");
  try {
    const BaseKey key(work.path() / "gnupg", work.path() / "tmp");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::trust);
    CHECK_FALSE(error.hint().empty());
  }
}
