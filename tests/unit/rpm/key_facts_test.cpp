// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/key_facts.hpp"

#include <doctest/doctest.h>

#include "core/error.hpp"
#include "rpm/openpgp.hpp"
#include "support/rpm_fixture.hpp"

using namespace rpmworks;
using test::TestKey;

namespace {

rpm::KeyFacts facts_of(const TestKey& key) {
  std::vector<rpm::KeyFacts> all;
  for (const auto& block : rpm::unarmour(read_file(key.public_key())))
    for (auto& facts : rpm::key_facts(block)) all.push_back(std::move(facts));
  REQUIRE(all.size() == 1);
  return all.front();
}

}  // namespace

TEST_CASE("a key that librpm can read is described") {
  const TempDir folder(fs::temp_directory_path(), "facts-");
  TestKey key(folder.path() / "gpg", "Acme <a@example.org>", {}, {.expires = "1y"});
  const rpm::KeyFacts facts = facts_of(key);
  CHECK(facts.version == 4);
  CHECK(facts.algorithm == "rsa2048");
  CHECK(facts.bits() == 2048U);
  CHECK(facts.fingerprint == key.fingerprint());
  CHECK(facts.user_id == "Acme <a@example.org>");
  REQUIRE(facts.expires);
  CHECK(*facts.expires - facts.created == 365 * 24 * 3600);
  CHECK_FALSE(facts.revoked);
  CHECK(facts.self_hashes == std::vector<std::string>{"sha512"});
  CHECK(facts.subkey_algorithms.empty());

  key.add_signing_subkey("ed25519");
  CHECK(facts_of(key).subkey_algorithms == std::vector<std::string>{"ed25519"});
  key.set_expiry("never");
  CHECK_FALSE(facts_of(key).expires);
  key.revoke();
  CHECK(facts_of(key).revoked);
}

TEST_CASE("keys that it cannot read and weak keys are described too") {
  const TempDir folder(fs::temp_directory_path(), "facts-");
  for (const char* kind :
       {"nistp256", "nistp521", "brainpoolP256r1", "secp256k1", "ed25519", "rsa1024", "dsa2048"}) {
    const TestKey key(folder.path() / kind, "Acme <a@example.org>", {}, {.algorithm = kind});
    const rpm::KeyFacts facts = facts_of(key);
    CHECK(facts.algorithm == kind);
    CHECK(facts.fingerprint == key.fingerprint());
  }
  const TestKey sha1(folder.path() / "sha1", "Old <old@example.org>", {},
                     {.gpg_options = {"--cert-digest-algo", "SHA1"}});
  CHECK(facts_of(sha1).self_hashes == std::vector<std::string>{"sha1"});
}

TEST_CASE("an invalid key is an error, or gives nothing") {
  CHECK(rpm::key_facts("").empty());
  CHECK_THROWS_AS(rpm::key_facts("rubbish"), Error);
  CHECK_THROWS_AS(rpm::key_facts("\x99\x01"), Error);  // the packet ends too early
}
