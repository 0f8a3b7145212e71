// SPDX-License-Identifier: GPL-3.0-or-later
#include <doctest/doctest.h>

#include <atomic>
#include <thread>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "rpm/package.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using rpmworks::rpm::Keyring;
using rpmworks::rpm::Trust;
using test::TestKey;

namespace {

/// One signed package and its key, made once for all tests; tests work on copies.
struct Signed {
  TempDir folder{fs::temp_directory_path(), "keyring-"};
  TestKey key{folder.path() / "gpg", "Fixture <fixture@example.org>"};
  TestKey stranger{folder.path() / "gpg2", "Stranger <stranger@example.org>"};
  fs::path unsigned_package = test::build_package(folder.path() / "unsigned", {}).binary;
  fs::path package = folder.path() / "signed" / unsigned_package.filename();
  Signed() {
    make_folders(package.parent_path());
    copy_file_contents(unsigned_package, package);
    test::sign_package(package, key);
  }
};

Signed& fixture() {
  static Signed made;
  return made;
}

Keyring keyring_of(const TestKey& key, const rpm::KeyPolicy& policy = {}) {
  Keyring keyring;
  keyring.add(key.public_key(), {}, policy);
  return keyring;
}

fs::path copy_of(const fs::path& package, const TempDir& folder) {
  const fs::path copy = folder.path() / package.filename();
  fs::remove(copy);
  copy_file_contents(package, copy);
  return copy;
}

/// The offsets of a package's parts: RPM format, version 3 (lead, signature header, header, payload).
struct Layout {
  size_t signature = 96;
  size_t header = 0;
  size_t payload = 0;
};

size_t number(const std::string& bytes, size_t at) {
  size_t value = 0;
  for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<uint8_t>(bytes.at(at + i));
  return value;
}

Layout layout_of(const std::string& bytes) {
  Layout layout;
  auto end = [&](size_t at) { return at + 16 + 16 * number(bytes, at + 8) + number(bytes, at + 12); };
  layout.header = (end(layout.signature) + 7) / 8 * 8;
  layout.payload = end(layout.header);
  return layout;
}

}  // namespace

TEST_CASE("a package signed by a key of the ring is good, and the verdict names the key") {
  const Keyring keyring = keyring_of(fixture().key);
  const Keyring::Verdict verdict = keyring.verify(fixture().package);
  CHECK(verdict.trust == Trust::good);
  REQUIRE(verdict.signature);
  CHECK(verdict.signature->fingerprint == fixture().key.fingerprint());
  CHECK(verdict.signature->key_id.size() == 16);
  CHECK(verdict.signature->hash == "sha256");
  CHECK(verdict.signature->created > 1700000000);
  CHECK(keyring.fingerprints() == std::vector{fixture().key.fingerprint()});
  CHECK_NOTHROW(keyring.require(fixture().package, "base"));
}

TEST_CASE("unsigned packages, unknown keys, and an empty keyring") {
  CHECK(keyring_of(fixture().key).verify(fixture().unsigned_package).trust == Trust::unsigned_);
  const Keyring::Verdict unknown = keyring_of(fixture().stranger).verify(fixture().package);
  CHECK(unknown.trust == Trust::unknown);
  REQUIRE(unknown.signature);
  CHECK(unknown.signature->fingerprint.empty());
  CHECK(unknown.reason.find(unknown.signature->key_id) != std::string::npos);
  CHECK(Keyring().verify(fixture().package).trust == Trust::unknown);
}

TEST_CASE("an unreadable signature differs from a missing one") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const Keyring keyring = keyring_of(fixture().key);
  const fs::path copy = copy_of(fixture().package, folder);
  SUBCASE("of an unknown version") {
    test::change_signature(copy, test::SignatureChange::other_version);
  }
  SUBCASE("in a tag that only a newer rpm knows") {
    test::change_signature(copy, test::SignatureChange::newer_tag);
  }
  const auto read = rpm::read_package(copy).signature;
  REQUIRE(read);
  CHECK_FALSE(read->is_readable());
  const Keyring::Verdict verdict = keyring.verify(copy);
  CHECK(verdict.trust == Trust::broken);
  CHECK(verdict.reason == "it has a signature that rpm cannot read");
  try {
    keyring.require(copy, "base");
    FAIL("it was taken");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::trust);
    CHECK(error.hint() == "fetch " + copy.string() +
                              " again from base; if the error remains, ask for packages with signatures that "
                              "this rpm supports");
  }
}

TEST_CASE("every part of a package is covered: no changed byte is accepted") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const Keyring keyring = keyring_of(fixture().key);
  const std::string bytes = read_file(fixture().package);
  const Layout layout = layout_of(bytes);
  const auto payload = static_cast<long>(layout.payload);
  for (const long offset : {payload, payload + 20, payload + 60, -1L}) {
    const fs::path copy = copy_of(fixture().package, folder);
    test::flip_byte(copy, offset);
    const Keyring::Verdict verdict = keyring.verify(copy);
    CAPTURE(offset);
    CHECK(verdict.trust == Trust::broken);
    CHECK(verdict.reason.find("payload") != std::string::npos);
  }
  for (size_t offset = layout.header; offset < layout.payload; offset += 53) {
    const fs::path copy = copy_of(fixture().package, folder);
    test::flip_byte(copy, static_cast<long>(offset));
    CAPTURE(offset);
    CHECK(keyring.verify(copy).trust == Trust::broken);
  }
}

TEST_CASE("a changed signature header is never good unless the change has no meaning") {
  // Reserved space and padding are not covered and not read; everything that is read must be right.
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const Keyring keyring = keyring_of(fixture().key);
  const std::string bytes = read_file(fixture().package);
  const Layout layout = layout_of(bytes);
  const size_t tags = number(bytes, layout.signature + 8);
  const size_t data = layout.signature + 16 + 16 * tags;
  constexpr size_t k_rsa_header = 268, k_sha256 = 273, k_sha1 = 269;
  int checked = 0;
  for (size_t i = 0; i < tags; ++i) {
    const size_t entry = layout.signature + 16 + 16 * i;
    const size_t tag = number(bytes, entry);
    if (tag != k_rsa_header && tag != k_sha256 && tag != k_sha1) continue;
    const fs::path copy = copy_of(fixture().package, folder);
    // Inside of the value: of the number for the signature, of a digit for digests.
    test::flip_byte(copy, static_cast<long>(data + number(bytes, entry + 8) + 30));
    CAPTURE(tag);
    CHECK(keyring.verify(copy).trust == Trust::broken);
    ++checked;
  }
  CHECK(checked >= 2);
}

TEST_CASE("truncated and foreign files are broken, never an exception") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const Keyring keyring = keyring_of(fixture().key);
  const size_t size = fs::file_size(fixture().package);
  for (const size_t cut : {size_t{1}, size / 4, size / 2, size - 100, size - 10, size}) {
    const fs::path copy = copy_of(fixture().package, folder);
    test::cut_off(copy, cut);
    CAPTURE(cut);
    CHECK(keyring.verify(copy).trust == Trust::broken);
  }
  CHECK(keyring.verify(folder.path() / "none.rpm").trust == Trust::broken);
  // The payload digest also covers bytes after the payload.
  const fs::path longer = copy_of(fixture().package, folder);
  write_file_atomically(longer, read_file(longer) + "x");
  CHECK(keyring.verify(longer).trust == Trust::broken);
}

TEST_CASE("a damaged unsigned package is broken, not merely unsigned") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path copy = copy_of(fixture().unsigned_package, folder);
  test::flip_byte(copy, -5);
  CHECK(keyring_of(fixture().key).verify(copy).trust == Trust::broken);
}

TEST_CASE("a signature moved to another package is refused") {
  // The header of one package and the signature header of another: an attacker with an old signed package can
  // make this.
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path other = test::build_package(folder.path(), {.name = "other"}).binary;
  const std::string good = read_file(fixture().package);
  const std::string bad = read_file(other);
  const fs::path mixed = folder.path() / "mixed.rpm";
  write_file_atomically(mixed, good.substr(0, layout_of(good).header) + bad.substr(layout_of(bad).header));
  CHECK(keyring_of(fixture().key).verify(mixed).trust == Trust::broken);
  // The signed header with another payload.
  write_file_atomically(mixed, good.substr(0, layout_of(good).payload) + bad.substr(layout_of(bad).payload));
  CHECK(keyring_of(fixture().key).verify(mixed).trust == Trust::broken);
}

TEST_CASE("EdDSA keys, signing subkeys and several keys in one file") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  TestKey eddsa(folder.path() / "gpg", "Ed <ed@example.org>", {}, {.algorithm = "ed25519"});
  const std::string subkey = eddsa.add_signing_subkey("rsa2048");
  CHECK(subkey != eddsa.fingerprint());

  const fs::path both = folder.path() / "keys.asc";
  write_file_atomically(
      both, "A comment.\n" + read_file(fixture().key.public_key()) + "\n" + read_file(eddsa.public_key()));
  Keyring keyring;
  keyring.add(both);
  CHECK(keyring.fingerprints().size() == 2);
  CHECK(keyring.verify(fixture().package).trust == Trust::good);

  const fs::path by_primary = copy_of(fixture().unsigned_package, folder);
  test::sign_package(by_primary, eddsa);
  CHECK(keyring.verify(by_primary).trust == Trust::good);
  CHECK(keyring.verify(by_primary).signature->fingerprint == eddsa.fingerprint());

  const fs::path by_subkey = copy_of(fixture().unsigned_package, folder);
  test::sign_package(by_subkey, eddsa, subkey);
  CHECK(keyring.verify(by_subkey).trust == Trust::good);
  CHECK(keyring.verify(by_subkey).signature->fingerprint == subkey);
}

TEST_CASE("from a file with several keys, only the requested key is trusted") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path both = folder.path() / "keys.asc";
  write_file_atomically(both,
                        read_file(fixture().stranger.public_key()) + read_file(fixture().key.public_key()));
  Keyring keyring;
  keyring.add(both, fixture().stranger.fingerprint());
  CHECK(keyring.fingerprints() == std::vector{fixture().stranger.fingerprint()});
  CHECK(keyring.verify(fixture().package).trust == Trust::unknown);
  keyring.add(both, fixture().key.fingerprint());
  CHECK(keyring.verify(fixture().package).trust == Trust::good);
}

TEST_CASE("no signature of a revoked key is good") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  TestKey key(folder.path() / "gpg", "Revoked <r@example.org>");
  const fs::path package = copy_of(fixture().unsigned_package, folder);
  test::sign_package(package, key);
  CHECK(keyring_of(key).verify(package).trust == Trust::good);
  const std::string before = keyring_of(key).sha256();
  CHECK(keyring_of(key).sha256() == before);
  CHECK(keyring_of(fixture().key).sha256() != before);
  key.revoke();
  CHECK(keyring_of(key).sha256() != before);
  const Keyring::Verdict verdict = keyring_of(key).verify(package);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason.find("revoked") != std::string::npos);
  CHECK(verdict.reason.find(key.fingerprint()) != std::string::npos);
}

TEST_CASE("a key counts for the time it was valid, whatever the current time") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const TestKey key(
      folder.path() / "gpg", "Expired <e@example.org>", {},
      {.expires = "20200201T000000", .gpg_options = {"--faked-system-time", "20200101T000000!"}});
  const Keyring keyring = keyring_of(key, rpm::policy_of_rpm());
  const fs::path in_time = copy_of(fixture().unsigned_package, folder);
  test::sign_package(in_time, key, {}, {"--faked-system-time", "20200115T000000!"});
  CHECK(keyring.verify(in_time).trust == Trust::good);
  CHECK(keyring.verify(in_time).signature->created == 1579046400);
}

TEST_CASE("a signature made after its key expired does not count") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  TestKey key(folder.path() / "gpg", "Expired <e@example.org>", {},
              {.gpg_options = {"--faked-system-time", "20200101T000000!"}});
  const fs::path package = copy_of(fixture().unsigned_package, folder);
  test::sign_package(package, key, {}, {"--faked-system-time", "20200301T000000!"});
  CHECK(keyring_of(key).verify(package).trust == Trust::good);
  key.set_expiry("20200201T000000", {"--faked-system-time", "20200102T000000!"});
  const Keyring::Verdict verdict = keyring_of(key).verify(package);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason.find("expired") != std::string::npos);
}

TEST_CASE("a signature made before its key was created does not count") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  TestKey key(folder.path() / "gpg", "Late <l@example.org>");
  const fs::path early = copy_of(fixture().unsigned_package, folder);
  test::sign_package(early, key, {}, {"--faked-system-time", "20200115T000000!", "--ignore-time-conflict"});
  const Keyring::Verdict verdict = keyring_of(key).verify(early);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason.find("older than the key") != std::string::npos);
}

TEST_CASE("signatures over MD5 are refused") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path package = copy_of(fixture().unsigned_package, folder);
  test::sign_package(package, fixture().key, {}, {"--digest-algo", "md5", "--allow-weak-digest-algos"});
  const Keyring::Verdict verdict = keyring_of(fixture().key).verify(package);
  CHECK(verdict.trust == Trust::broken);
  CHECK(verdict.reason.find("MD5") != std::string::npos);
}

TEST_CASE("a payload that no signature covers is not good") {
  // Like packages made by rpm before 4.14: only MD5 covers the payload, and it is not signed.
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  std::string bytes = read_file(fixture().unsigned_package);
  const Layout layout = layout_of(bytes);
  constexpr size_t k_payload_digest = 5092, k_payload_digest_alt = 5097;
  for (size_t i = 0; i < number(bytes, layout.header + 8); ++i) {
    const size_t entry = layout.header + 16 + 16 * i;
    const size_t tag = number(bytes, entry);
    // The tags are changed to meaningless numbers.
    if (tag == k_payload_digest || tag == k_payload_digest_alt) bytes.at(entry + 1) = 1;
  }
  const std::string header = bytes.substr(layout.header, layout.payload - layout.header);
  auto put = [&](size_t wanted, const std::string& value) {
    for (size_t i = 0; i < number(bytes, layout.signature + 8); ++i) {
      const size_t entry = layout.signature + 16 + 16 * i;
      if (number(bytes, entry) != wanted) continue;
      const size_t data = layout.signature + 16 + 16 * number(bytes, layout.signature + 8);
      bytes.replace(data + number(bytes, entry + 8), value.size(), value);
    }
  };
  auto raw = [](const std::string& hexadecimal) {
    std::string binary;
    for (size_t i = 0; i < hexadecimal.size(); i += 2) {
      binary += static_cast<char>(std::stoi(hexadecimal.substr(i, 2), nullptr, 16));
    }
    return binary;
  };
  put(269, Digest(DigestAlgorithm::sha1).update(header).hex());
  put(273, sha256(header));
  put(1004, raw(Digest(DigestAlgorithm::md5).update(bytes.substr(layout.header)).hex()));
  const fs::path package = folder.path() / "old.rpm";
  write_file_atomically(package, bytes);
  CHECK(keyring_of(fixture().key).verify(package).trust == Trust::unsigned_);
  // For such a package rpmsign also makes the old kind of signature, over header and payload.
  test::sign_package(package, fixture().key);
  CHECK(keyring_of(fixture().key).verify(package).trust == Trust::good);
  // Without it, the payload could be replaced.
  bytes = read_file(package);
  constexpr size_t k_over_both = 1002;
  for (size_t i = 0; i < number(bytes, layout.signature + 8); ++i) {
    const size_t entry = layout.signature + 16 + 16 * i;
    if (number(bytes, entry) == k_over_both) bytes.at(entry + 3) = '\xeb';  // 1003, an unknown tag
  }
  write_file_atomically(package, bytes);
  const Keyring::Verdict verdict = keyring_of(fixture().key).verify(package);
  CHECK(verdict.trust == Trust::broken);
  CHECK(verdict.reason.find("no signed digest covers the payload") != std::string::npos);
}

TEST_CASE("files that are not keys") {
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path file = folder.path() / "key.asc";
  const std::string good = read_file(fixture().key.public_key());
  Keyring keyring;
  for (const std::string& content :
       {std::string(), std::string("hello"), good.substr(0, good.size() / 2),
        std::string("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n"),
        std::string("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nZm9v\n-----END PGP PUBLIC KEY BLOCK-----\n"),
        std::string("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n!!!!\n-----END PGP PUBLIC KEY BLOCK-----\n")}) {
    write_file_atomically(file, content);
    CAPTURE(content);
    try {
      keyring.add(file);
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
      CHECK(error.render().find("key.asc") != std::string::npos);
    }
  }
  // With a changed digit, the key no longer matches the checksum.
  std::string damaged = good;
  const size_t middle = damaged.size() / 2;
  damaged[middle] = damaged[middle] == 'A' ? 'B' : 'A';
  write_file_atomically(file, damaged);
  CHECK_THROWS_AS(keyring.add(file), Error);
  // The right file, but another fingerprint.
  CHECK_THROWS_WITH_AS(keyring.add(fixture().key.public_key(), fixture().stranger.fingerprint()),
                       doctest::Contains(fixture().stranger.fingerprint().c_str()), Error);
  CHECK(keyring.fingerprints().empty());
  CHECK_THROWS_AS(keyring.add(folder.path() / "none.asc"), Error);
}

TEST_CASE("the error names the package and the key, with a hint") {
  auto message = [](const Keyring& keyring, const fs::path& package) {
    try {
      keyring.require(package, "base");
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::trust);
      return error.render();
    }
    return std::string();
  };
  const std::string unknown = message(keyring_of(fixture().stranger), fixture().package);
  CHECK(unknown.find("greet-1.0-1.noarch.rpm") != std::string::npos);
  CHECK(unknown.find("base") != std::string::npos);
  CHECK(unknown.find("add its public key") != std::string::npos);
  CHECK(unknown.find(fixture().stranger.fingerprint()) != std::string::npos);
  CHECK(message(keyring_of(fixture().key), fixture().unsigned_package).find("it is not signed") !=
        std::string::npos);
}

TEST_CASE("several threads can use one keyring") {
  const Keyring keyring = keyring_of(fixture().key);
  const TempDir folder(fs::temp_directory_path(), "keyring-");
  const fs::path damaged = copy_of(fixture().package, folder);
  test::flip_byte(damaged, -3);
  std::atomic<int> wrong{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 20; ++i) {
          const bool good = t % 2 == 0;
          const Keyring::Verdict verdict = keyring.verify(good ? fixture().package : damaged);
          if ((verdict.trust == Trust::good) != good) ++wrong;
        }
      });
    }
  }
  CHECK(wrong == 0);
}
