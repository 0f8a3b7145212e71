// SPDX-License-Identifier: GPL-3.0-or-later
#include "sign/blob_verifier.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <chrono>
#include <thread>

#include "support/archive_fixture.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;

namespace {

// Damages the last byte of a blob. With `in_secret`, its times stay the same, which only somebody does on
// purpose.
void damage(const fs::path& blob, bool in_secret) {
  struct stat before {};
  REQUIRE(::stat(blob.c_str(), &before) == 0);
  std::string bytes = read_file(blob);
  bytes.back() = static_cast<char>(bytes.back() ^ 1);
  fs::permissions(blob, fs::perms(0644));
  test::write_bytes(blob, bytes);
  const timespec times[2] = {before.st_atim, before.st_mtim};
  if (in_secret) REQUIRE(::utimensat(AT_FDCWD, blob.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("a package is verified once for the same keys, and again when its file or the keys change") {
  const TempDir folder(fs::temp_directory_path(), "verifier-");
  const test::TestKey key(folder.path() / "key", "Acme <a@example.org>");
  const test::TestKey other(folder.path() / "other", "Other <o@example.org>");
  const fs::path package = test::build_package(folder.path(), {.name = "one"}).binary;
  test::sign_package(package, key);
  store::Store store(folder.path() / "store");
  const std::string digest = store.put_file(package);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto verify = [&](std::vector<const test::TestKey*> trusted) {
    rpm::Keyring keyring;
    for (const auto* one : trusted) keyring.add(one->public_key());
    auto blob = store::KnownBlob::of(store, digest);
    return sign::BlobVerifier(std::move(keyring)).verify(blob);
  };
  const auto first = verify({&key});
  REQUIRE(first.trust == rpm::Trust::good);
  CHECK(first.signature->fingerprint == key.fingerprint());

  // The damage shows that the second verdict is the kept one.
  damage(store.blob(digest), true);
  const auto kept = verify({&key});
  CHECK(kept.trust == rpm::Trust::good);
  CHECK(kept.signature == first.signature);
  CHECK(kept.primary == first.primary);
  CHECK(kept.reason == first.reason);
  CHECK(verify({&key, &other}).trust == rpm::Trust::broken);
  CHECK(verify({&other}).trust == rpm::Trust::broken);

  damage(store.blob(digest), false);  // whole again, with another time
  CHECK(verify({&key}).trust == rpm::Trust::good);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  damage(store.blob(digest), false);
  CHECK(verify({&key}).trust == rpm::Trust::broken);
}
