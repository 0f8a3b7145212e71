// SPDX-License-Identifier: GPL-3.0-or-later
// Mutations of real signatures, keys and packages, from fixed seeds: none of them may be taken for verified,
// crash, or throw anything but an Error.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "core/error.hpp"
#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using rpmworks::rpm::Keyring;
using rpmworks::rpm::Trust;
using test::TestKey;

namespace {

constexpr int k_rounds = 4000;
constexpr const char* k_bytes = "<repomd><revision>1</revision></repomd>\n";

struct Original {
  TempDir folder{fs::temp_directory_path(), "mutations-"};
  TestKey rsa{folder.path() / "gpg", "Rsa <rsa@example.org>"};
  TestKey eddsa{folder.path() / "gpg2", "Ed <ed@example.org>", {}, {.algorithm = "ed25519"}};
  fs::path package = test::build_package(folder.path() / "built", {}).binary;
  Keyring keyring;
  Original() {
    (void)rsa.add_signing_subkey();
    test::sign_package(package, rsa);
    for (const TestKey* key : {&rsa, &eddsa}) keyring.add(key->public_key());
  }
  /// The packets of a detached signature of k_bytes.
  std::string signature(const TestKey& key) const {
    const fs::path file = folder.path() / "repomd.xml";
    write_file_atomically(file, k_bytes);
    key.sign_file(file);
    return rpm::unarmour_signatures(read_file(file.string() + ".asc")).at(0);
  }
};

Original& original() {
  static Original made;
  return made;
}

/// Changes, inserts, removes, repeats or cuts bytes.
std::string mutated(std::string bytes, std::mt19937& random) {
  const auto below = [&](size_t limit) { return limit == 0 ? 0 : random() % limit; };
  const size_t changes = 1 + below(3);
  for (size_t i = 0; i < changes; ++i) {
    const size_t at = below(bytes.size());
    const size_t count = std::min(bytes.size() - at, 1 + below(8));
    // The first bytes hold lengths, versions and algorithms, which matter most.
    const size_t head = below(std::min<size_t>(bytes.size(), 40));
    switch (below(6)) {
      case 0:
        if (!bytes.empty()) bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << below(8)));
        break;
      case 1:
        if (!bytes.empty()) bytes[head] = static_cast<char>(random());
        break;
      case 2:
        bytes.insert(at, std::string(count, static_cast<char>(random())));
        break;
      case 3:
        bytes.erase(at, count);
        break;
      case 4:
        bytes += bytes.substr(at, count * 40);
        break;
      default:
        bytes.resize(at);
        break;
    }
  }
  return bytes;
}

}  // namespace

TEST_CASE("mutated detached signatures") {
  for (const TestKey* key : {&original().rsa, &original().eddsa}) {
    const std::string good = original().signature(*key);
    REQUIRE(original().keyring.verify_detached(k_bytes, good).trust == Trust::good);
    std::mt19937 random(1);
    int accepted = 0;
    for (int i = 0; i < k_rounds; ++i) {
      const std::string bad = mutated(good, random);
      const auto verdict = original().keyring.verify_detached(k_bytes, bad);
      CHECK_FALSE(verdict.reason.empty());
      accepted += verdict.trust == Trust::good;
      // Never for other bytes.
      if (verdict.trust == Trust::good)
        CHECK(original().keyring.verify_detached("<repomd/>", bad).trust != Trust::good);
    }
    // Only what the signature does not cover may change: its unhashed subpackets, and repetitions of it.
    CHECK(accepted < k_rounds / 10);
  }
}

TEST_CASE("mutated armour of a signature") {
  const fs::path file = original().folder.path() / "armoured";
  write_file_atomically(file, k_bytes);
  original().rsa.sign_file(file);
  const std::string good = read_file(file.string() + ".asc");
  std::mt19937 random(2);
  for (int i = 0; i < k_rounds; ++i) {
    const std::string bad = mutated(good, random);
    CHECK(original().keyring.verify_detached("<repomd/>", bad).trust != Trust::good);
    CHECK_FALSE(original().keyring.verify_detached(k_bytes, bad).reason.empty());
  }
}

TEST_CASE("mutated public keys") {
  std::string packets;
  for (const TestKey* key : {&original().rsa, &original().eddsa})
    packets += rpm::unarmour(read_file(key->public_key())).at(0);
  const auto fingerprints = [](const std::vector<rpm::Certificate>& certificates) {
    std::vector<std::string> all;
    for (const auto& certificate : certificates)
      for (const auto& key : certificate.keys) all.push_back(key.fingerprint);
    return all;
  };
  const std::vector<std::string> known = fingerprints(rpm::read_certificates(packets));
  REQUIRE(known.size() == 3);
  std::mt19937 random(3);
  for (int i = 0; i < k_rounds; ++i) {
    try {
      const rpm::CertificateList list = rpm::read_all_certificates(mutated(packets, random));
      // A changed key has another fingerprint, and no signature of its own.
      for (const std::string& fingerprint : fingerprints(list.usable))
        CHECK(std::ranges::find(known, fingerprint) != known.end());
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::invalid);
    }
  }
}

TEST_CASE("packages with mutated signatures of both forms") {
  const std::string good = test::signature_packet(original().package);
  std::mt19937 random(4);
  const fs::path copy = original().folder.path() / "copy.rpm";
  for (int i = 0; i < k_rounds / 10; ++i) {
    fs::remove(copy);
    copy_file_contents(original().package, copy);
    const std::string bad = mutated(good, random);
    if (i % 2) {
      test::set_format6_signatures(copy, {bad});
    } else {
      auto entries = test::signature_entries(copy);
      entries.at(268).data = bad;
      entries.at(268).count = static_cast<uint32_t>(bad.size());
      test::set_signature_entries(copy, entries);
    }
    const auto verdict = original().keyring.verify(copy);
    CHECK_FALSE(verdict.reason.empty());
    if (verdict.trust == Trust::good) CHECK(verdict.primary == original().rsa.fingerprint());
  }
}
