// SPDX-License-Identifier: GPL-3.0-or-later
// Rules per key, several signatures, signatures of rpm 6, and detached signatures.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "core/error.hpp"
#include "rpm/package.hpp"
#include "support/errors.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using rpmworks::rpm::KeyPolicy;
using rpmworks::rpm::Keyring;
using rpmworks::rpm::Trust;
using test::says;
using test::TestKey;
using Expired = KeyPolicy::Expired;

namespace {

std::vector<std::string> at_time(const std::string& day) {
  return {"--faked-system-time", day + "T120000!"};
}

/// Keys and packages, made once; tests work on copies.
struct Made {
  TempDir folder{fs::temp_directory_path(), "trust-"};
  TestKey key{folder.path() / "gpg", "Vendor <vendor@example.org>"};
  TestKey other{folder.path() / "gpg2", "Other <other@example.org>"};
  /// Valid in January 2020 only.
  TestKey expired{
      folder.path() / "gpg3", "Expired <expired@example.org>", {}, {.gpg_options = at_time("20200101")}};
  fs::path unsigned_package = test::build_package(folder.path() / "unsigned", {.time = 1577880000}).binary;
  fs::path by_key = signed_by(key, "key");
  fs::path by_other = signed_by(other, "other");
  fs::path by_key_sha1 = signed_by(key, "sha1", {"--digest-algo", "SHA1"});
  fs::path before = signed_by(expired, "before", at_time("20200115"));
  fs::path after = signed_by(expired, "after", at_time("20200301"));
  fs::path before_sha1 = [this] {
    std::vector<std::string> options = at_time("20200115");
    options.insert(options.end(), {"--digest-algo", "SHA1"});
    return signed_by(expired, "before-sha1", options);
  }();
  Made() { expired.set_expiry("20200201T000000", at_time("20200102")); }

  fs::path signed_by(const TestKey& signer, const std::string& name,
                     const std::vector<std::string>& options = {}) const {
    const fs::path place = folder.path() / name / unsigned_package.filename();
    make_folders(place.parent_path());
    copy_file_contents(unsigned_package, place);
    test::sign_package(place, signer, {}, options);
    return place;
  }
};

Made& made() {
  static Made all;
  return all;
}

Keyring keyring_of(const TestKey& key, const KeyPolicy& policy = {}) {
  Keyring keyring;
  keyring.add(key.public_key(), {}, policy);
  return keyring;
}

struct Copy {
  TempDir folder{fs::temp_directory_path(), "trust-"};
  fs::path file;
  explicit Copy(const fs::path& package) : file(folder.path() / package.filename()) {
    copy_file_contents(package, file);
  }
};

}  // namespace

TEST_CASE("a key that has expired is refused, and the error says what would accept the package") {
  const Keyring keyring = keyring_of(made().expired, {.name = "centos6"});
  const auto before = keyring.verify(made().before);
  CHECK(before.trust == Trust::invalid_key);
  CHECK(before.reason ==
        fmt::format("the key {} expired on 2020-02-01, after the signature was made on 2020-01-15",
                    made().expired.fingerprint()));
  CHECK(before.hint ==
        "to accept such signatures all the same, set `expired: signed-before` for keys.centos6");
  CHECK(before.primary == made().expired.fingerprint());
  const auto after = keyring.verify(made().after);
  CHECK(after.trust == Trust::invalid_key);
  CHECK(after.reason ==
        fmt::format("the key {} expired on 2020-02-01, before the signature was made on 2020-03-01",
                    made().expired.fingerprint()));
  CHECK(
      after.hint ==
      "get the key file again from its owner, who may have extended the key since; to accept such signatures "
      "all the same, set `expired: ignore` for keys.centos6");
  const std::string message =
      test::error_of(ExitCode::trust, [&] { keyring.require(made().before, "base"); });
  CHECK(says(message, before.reason));
  CHECK(says(message, "hint: " + before.hint));
}

TEST_CASE("expired: signed-before accepts signatures made before the key expired, and no others") {
  const Keyring keyring = keyring_of(made().expired, {.expired = Expired::signed_before, .name = "centos6"});
  CHECK(keyring.verify(made().before).trust == Trust::good);
  const auto after = keyring.verify(made().after);
  CHECK(after.trust == Trust::invalid_key);
  CHECK(says(after.hint, "set `expired: ignore` for keys.centos6"));
}

TEST_CASE("expired: ignore accepts all signatures by the key, except those older than the key") {
  const Keyring keyring = keyring_of(made().expired, {.expired = Expired::ignore});
  CHECK(keyring.verify(made().before).trust == Trust::good);
  CHECK(keyring.verify(made().after).trust == Trust::good);
  const fs::path early = made().signed_by(
      made().expired, "early", {"--faked-system-time", "20191201T120000!", "--ignore-time-conflict"});
  const auto verdict = keyring.verify(early);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason == "the signature is older than the key " + made().expired.fingerprint());
}

TEST_CASE("signatures over SHA-1 need the key's permission") {
  const auto refused = keyring_of(made().key, {.name = "vendor"}).verify(made().by_key_sha1);
  CHECK(refused.trust == Trust::weak_hash);
  CHECK(refused.reason == "it is signed over a SHA-1 hash, which can be forged");
  CHECK(refused.hint == "to accept such signatures all the same, set `digests: sha1` for keys.vendor");
  REQUIRE(refused.signature);
  CHECK(refused.signature->hash == "sha1");
  CHECK(keyring_of(made().key, {.sha1 = true}).verify(made().by_key_sha1).trust == Trust::good);
  // Without a name in repos.yaml, the fingerprint names the key.
  CHECK(says(keyring_of(made().key).verify(made().by_key_sha1).hint, "the key " + made().key.fingerprint()));
  // MD5 stays refused.
  const fs::path md5 =
      made().signed_by(made().key, "md5", {"--digest-algo", "md5", "--allow-weak-digest-algos"});
  const auto verdict = keyring_of(made().key, {.expired = Expired::ignore, .sha1 = true}).verify(md5);
  CHECK(verdict.trust == Trust::broken);
  CHECK(verdict.reason == "it is signed over an MD5 hash, which can be forged");
  CHECK(verdict.hint.empty());
}

TEST_CASE("a key that has expired and signs over SHA-1: both settings are named at once") {
  const auto verdict = keyring_of(made().expired, {.name = "old"}).verify(made().before_sha1);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason ==
        fmt::format(
            "it is signed over a SHA-1 hash, which can be forged; the key {} expired on 2020-02-01, after "
            "the signature was made on 2020-01-15",
            made().expired.fingerprint()));
  CHECK(verdict.hint ==
        "to accept such signatures all the same, set `digests: sha1` and `expired: signed-before` for "
        "keys.old");
  CHECK(keyring_of(made().expired, rpm::policy_of_rpm()).verify(made().before_sha1).trust == Trust::good);
}

TEST_CASE("a revoked key is refused under every policy") {
  const TempDir folder(fs::temp_directory_path(), "trust-");
  TestKey key(folder.path() / "gpg", "Revoked <r@example.org>");
  const fs::path package = made().signed_by(key, "revoked");
  key.revoke();
  const auto verdict = keyring_of(key, {.expired = Expired::ignore, .sha1 = true}).verify(package);
  CHECK(verdict.trust == Trust::invalid_key);
  CHECK(verdict.reason == "its owner has revoked the key " + key.fingerprint());
  CHECK(verdict.hint.empty());
}

TEST_CASE("one key under two different rules is an error") {
  Keyring keyring;
  keyring.add(made().key.public_key(), {}, {.name = "a"});
  CHECK_NOTHROW(keyring.add(made().key.public_key(), {}, {.name = "b"}));
  const std::string message = test::error_of(
      ExitCode::invalid, [&] { keyring.add(made().key.public_key(), {}, {.sha1 = true, .name = "c"}); });
  CHECK(says(message,
             fmt::format("the key {} is trusted twice, under different rules", made().key.fingerprint())));
  CHECK(says(message, "keys.a: expired: refuse, digests: sha256"));
  CHECK(says(message, "keys.c: expired: refuse, digests: sha1"));
}

TEST_CASE("the digest of a keyring covers the rules and whether a key has expired") {
  const std::string refuse = keyring_of(made().expired).sha256();
  CHECK(keyring_of(made().expired, {.expired = Expired::ignore}).sha256() != refuse);
  CHECK(keyring_of(made().expired, {.sha1 = true}).sha256() != refuse);
  CHECK(keyring_of(made().expired, {.name = "x"}).sha256() == refuse);
}

TEST_CASE("the primary key of a signing subkey is named") {
  const TempDir folder(fs::temp_directory_path(), "trust-");
  TestKey key(folder.path() / "gpg", "Sub <s@example.org>");
  const std::string subkey = key.add_signing_subkey();
  const Copy copy(made().unsigned_package);
  test::sign_package(copy.file, key, subkey);
  const auto verdict = keyring_of(key).verify(copy.file);
  CHECK(verdict.trust == Trust::good);
  REQUIRE(verdict.signature);
  CHECK(verdict.signature->fingerprint == subkey);
  CHECK(verdict.primary == key.fingerprint());
}

TEST_CASE("another key with the same key id is no match") {
  // The fingerprint in the packet decides, so a collision is made by changing its beginning.
  const Copy copy(made().by_key);
  auto entries = test::signature_entries(copy.file);
  std::string& packet = entries.at(268).data;
  std::string raw;
  for (size_t i = 0; i < 40; i += 2)
    raw += static_cast<char>(std::stoi(made().key.fingerprint().substr(i, 2), nullptr, 16));
  const size_t at = packet.find(raw);
  REQUIRE(at != std::string::npos);
  packet[at] = static_cast<char>(packet[at] ^ 1);
  test::set_signature_entries(copy.file, entries);
  const auto verdict = keyring_of(made().key).verify(copy.file);
  CHECK(verdict.trust == Trust::unknown);
  CHECK(says(verdict.reason,
             "which is not trusted for this repository, although a trusted key has the same short id"));
  REQUIRE(verdict.signature);
  CHECK(verdict.signature->fingerprint.empty());
}

TEST_CASE("signatures in the form of rpm 6 are verified") {
  const Copy copy(made().by_key);
  test::set_format6_signatures(copy.file, {test::signature_packet(made().by_key)});
  const auto read = rpm::read_package(copy.file).signature;
  REQUIRE(read);
  CHECK(read->is_readable());
  const auto verdict = keyring_of(made().key).verify(copy.file);
  CHECK(verdict.trust == Trust::good);
  CHECK(verdict.signature->fingerprint == made().key.fingerprint());
  CHECK(keyring_of(made().other).verify(copy.file).trust == Trust::unknown);
  // Every digest still matches, which must not count as verified.
  std::string wrong = test::signature_packet(made().by_key);
  wrong[wrong.size() - 20] = static_cast<char>(wrong[wrong.size() - 20] ^ 1);
  test::set_format6_signatures(copy.file, {wrong});
  CHECK(keyring_of(made().key).verify(copy.file).trust == Trust::broken);
  test::set_format6_signatures(copy.file, {});
  CHECK(keyring_of(made().key).verify(copy.file).trust == Trust::broken);
}

TEST_CASE("signatures that only a newer rpm can verify are refused by name") {
  std::string newer = test::signature_packet(made().by_key);
  newer.at(3) = 6;  // the version, after an old-format packet header with two length bytes
  const Copy copy(made().by_key);
  test::set_format6_signatures(copy.file, {newer});
  const auto verdict = keyring_of(made().key).verify(copy.file);
  CHECK(verdict.trust == Trust::broken);
  CHECK(verdict.reason == "format 6 signatures cannot be verified by this machine's rpm");
  CHECK(verdict.hint ==
        "verify it on a machine with rpm 6, or ask for packages that are also signed for rpm 4");
  CHECK(says(test::error_of(ExitCode::trust, [&] { keyring_of(made().key).require(copy.file, "base"); }),
             verdict.reason));
  // Beside a good one it does not matter.
  test::set_format6_signatures(copy.file, {newer, test::signature_packet(made().by_key)});
  CHECK(keyring_of(made().key).verify(copy.file).trust == Trust::good);
}

TEST_CASE("of several signatures one must be good, and none may be wrong") {
  const std::string one = test::signature_packet(made().by_key);
  const std::string two = test::signature_packet(made().by_other);
  const std::string weak = test::signature_packet(made().by_key_sha1);
  const std::string expired = test::signature_packet(made().before);
  const Copy copy(made().by_key);
  auto verdict_of = [&](const std::vector<std::string>& packets, const Keyring& keyring) {
    test::set_format6_signatures(copy.file, packets);
    return keyring.verify(copy.file);
  };
  const Keyring only_key = keyring_of(made().key);
  const Keyring only_other = keyring_of(made().other);
  CHECK(verdict_of({one, two}, only_key).trust == Trust::good);
  CHECK(verdict_of({one, two}, only_other).trust == Trust::good);
  CHECK(only_other.verify(copy.file).signature->fingerprint == made().other.fingerprint());
  CHECK(verdict_of({one, two}, keyring_of(made().expired)).trust == Trust::unknown);
  // What a policy refuses does not count, and does not spoil the others.
  CHECK(verdict_of({weak, one}, only_key).trust == Trust::good);
  CHECK(only_key.verify(copy.file).signature->hash == "sha256");
  CHECK(verdict_of({weak, two}, only_key).trust == Trust::weak_hash);
  Keyring both = keyring_of(made().key);
  both.add(made().expired.public_key());
  CHECK(verdict_of({expired, one}, both).trust == Trust::good);
  CHECK(verdict_of({expired, two}, both).trust == Trust::invalid_key);
  // A wrong one spoils everything.
  std::string wrong = one;
  wrong[wrong.size() - 20] = static_cast<char>(wrong[wrong.size() - 20] ^ 1);
  CHECK(verdict_of({two, wrong}, only_key).trust == Trust::broken);
  both.add(made().other.public_key());
  const auto verdict = verdict_of({two, wrong}, both);
  CHECK(verdict.trust == Trust::broken);
  CHECK(says(verdict.reason, "does not match its contents"));
}

TEST_CASE("a revoked key refuses a package even beside a good signature") {
  const TempDir folder(fs::temp_directory_path(), "trust-");
  TestKey key(folder.path() / "gpg", "Revoked <r@example.org>");
  const std::string by_revoked = test::signature_packet(made().signed_by(key, "revoked-too"));
  key.revoke();
  const Copy copy(made().by_key);
  test::set_format6_signatures(copy.file, {test::signature_packet(made().by_key), by_revoked});
  Keyring keyring = keyring_of(made().key);
  CHECK(keyring.verify(copy.file).trust == Trust::good);  // that key is not known here
  keyring.add(key.public_key());
  CHECK(keyring.verify(copy.file).trust == Trust::invalid_key);
}

TEST_CASE("detached signatures") {
  const TempDir folder(fs::temp_directory_path(), "trust-");
  const fs::path file = folder.path() / "repomd.xml";
  write_file_atomically(file, "<repomd/>\n");
  const auto signature = [&](const TestKey& key, const std::vector<std::string>& options = {}) {
    key.sign_file(file, options);
    return read_file(file.string() + ".asc");
  };
  const std::string good = signature(made().key);
  const Keyring keyring = keyring_of(made().key, {.name = "vendor"});
  const auto verdict = keyring.verify_detached("<repomd/>\n", good);
  CHECK(verdict.trust == Trust::good);
  CHECK(verdict.primary == made().key.fingerprint());
  CHECK(verdict.reason == "signed by Vendor <vendor@example.org>");
  CHECK(keyring.verify_detached("<repomd />\n", good).trust == Trust::broken);
  CHECK(keyring.verify_detached("", good).trust == Trust::broken);
  CHECK(keyring.verify_detached("<repomd/>\n", signature(made().other)).trust == Trust::unknown);
  CHECK(keyring.verify_detached("<repomd/>\n", good + signature(made().other)).trust == Trust::good);
  const auto weak = keyring.verify_detached("<repomd/>\n", signature(made().key, {"--digest-algo", "SHA1"}));
  CHECK(weak.trust == Trust::weak_hash);
  CHECK(says(weak.hint, "`digests: sha1` for keys.vendor"));
  for (const std::string& bad : {std::string(), std::string("hello"), good.substr(0, good.size() / 2),
                                 read_file(made().key.public_key())}) {
    CAPTURE(bad);
    CHECK(keyring.verify_detached("<repomd/>\n", bad).trust == Trust::broken);
  }
  // Binary, as gpg writes it without --armor.
  CHECK(keyring.verify_detached("<repomd/>\n", test::signature_packet(made().by_key)).trust == Trust::broken);
}
