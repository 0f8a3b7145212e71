// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/client_keys.hpp"

#include <doctest/doctest.h>

#include "support/errors.hpp"
#include "unit/compose/fixture.hpp"

using namespace rpmworks;
using config::ClientProfile;
using test::error_of;
using test::Product;
using test::says;

namespace {

constexpr int64_t k_now = 1800000000;

rpm::KeyFacts good() {
  return {.version = 4,
          .algorithm = "rsa3072",
          .fingerprint = std::string(40, 'A'),
          .user_id = "Acme <a@example.org>",
          .created = 1700000000,
          .self_hashes = {"sha256"}};
}

// The findings, one per line, with warnings marked.
std::string findings(const rpm::KeyFacts& key, ClientProfile client) {
  std::string lines;
  for (const auto& finding : layout::key_findings(key, client, k_now))
    lines += (finding.refused ? "" : "warning: ") + finding.what + "\n";
  return lines;
}

std::string of_kind(const std::string& algorithm, ClientProfile client) {
  rpm::KeyFacts key = good();
  key.algorithm = algorithm;
  return findings(key, client);
}

}  // namespace

TEST_CASE("every client takes an RSA key") {
  for (const auto& client : clients::profiles()) CHECK(findings(good(), client.client).empty());
}

TEST_CASE("key types that clients cannot verify") {
  CHECK(of_kind("ed25519", ClientProfile::el7) ==
        "rpm of el7 verifies RSA signatures, and the key is ed25519\n");
  CHECK(of_kind("dsa2048", ClientProfile::el6) ==
        "rpm of el6 verifies RSA signatures, and the key is dsa2048\n");
  CHECK(of_kind("nistp256", ClientProfile::modern) ==
        "not every rpm since Enterprise Linux 8 can import a key of the kind nistp256 (ECDSA: Enterprise "
        "Linux 8 "
        "and 9 do not verify it)\n");
  for (const char* kind : {"brainpoolP256r1", "secp256k1", "dsa1024", "ed448", "of the unknown algorithm 99"})
    CHECK(says(of_kind(kind, ClientProfile::modern), std::string("a key of the kind ") + kind));
  CHECK(of_kind("ed25519", ClientProfile::modern) ==
        "warning: the key is ed25519 (EdDSA), which rpm of Enterprise Linux 8 (4.14) does not verify\n");
  CHECK(of_kind("ed25519", ClientProfile::rpm6).empty());
  CHECK(of_kind("nistp256", ClientProfile::rpm6) ==
        "the key is nistp256 (ECDSA), and this machine's rpm, with which rpmworks checks every signature, "
        "cannot verify it\n");
  CHECK(says(of_kind("dsa2048", ClientProfile::rpm6), "a key of the kind dsa2048"));
}

TEST_CASE("weak keys are refused for current clients and give a warning for old ones") {
  const std::string small =
      "rpm of today's distributions does not import RSA keys of less than 2048 bits, and this one has 1024\n";
  CHECK(of_kind("rsa1024", ClientProfile::modern) == small);
  CHECK(of_kind("rsa1024", ClientProfile::rpm6) == small);
  CHECK(of_kind("rsa1024", ClientProfile::el6) == "warning: " + small);
  rpm::KeyFacts key = good();
  key.self_hashes = {"sha1"};
  const std::string weak =
      "rpm of today's distributions does not import it: its self-signature is made with SHA-1\n";
  CHECK(findings(key, ClientProfile::modern) == weak);
  CHECK(findings(key, ClientProfile::el7) == "warning: " + weak);
  key.self_hashes = {"md5", "sha1"};
  CHECK(says(findings(key, ClientProfile::modern), "is made with md5"));
  key.self_hashes = {"sha1", "sha512"};  // its self-signature was renewed
  CHECK(findings(key, ClientProfile::modern).empty());
}

TEST_CASE("other properties of a key that clients reject") {
  rpm::KeyFacts key = good();
  SUBCASE("yum reads the whole file") {
    key.subkey_algorithms = {"rsa2048", "cv25519"};
    CHECK(findings(key, ClientProfile::el7) ==
          "yum of el7 cannot read the key file: the key has a subkey of the kind cv25519\n");
    CHECK(findings(key, ClientProfile::modern).empty());
  }
  SUBCASE("a newer version") {
    key.version = 6;
    CHECK(findings(key, ClientProfile::modern) ==
          "it is an OpenPGP key of version 6, and rpm before 6 reads version 4\n");
  }
  SUBCASE("no user id") {
    key.user_id.clear();
    CHECK(findings(key, ClientProfile::modern) == "it has no user id, which rpm needs\n");
  }
  SUBCASE("it expires soon") {
    key.expires = k_now + 30 * 24 * 3600;
    CHECK(
        findings(key, ClientProfile::modern) ==
        "warning: its public key expires on 2027-02-14, and then releases with that key no longer verify\n");
    key.expires = k_now + 30 * 24 * 3600 + 1;
    CHECK(findings(key, ClientProfile::modern).empty());
  }
  SUBCASE("it has expired, or was revoked") {
    key.expires = k_now;
    CHECK(findings(key, ClientProfile::modern) == "its public key expired on 2027-01-15\n");
    key.revoked = true;
    CHECK(findings(key, ClientProfile::modern) == "its public key is revoked\n");
    CHECK(layout::key_findings(key, ClientProfile::modern, k_now).front().code == ExitCode::trust);
  }
}

TEST_CASE("an unusable key is refused with its position before anything is made") {
  Product product;
  const test::TestKey key(product.folder.path() / "curve", "Curve <c@example.org>", {},
                          {.algorithm = "nistp256"});
  product.config.keys["acme"] = {
      .name = "acme", .homedir = key.homedir(), .where = {.file = "repos.yaml", .line = 4, .column = 9}};
  const std::string message = error_of(ExitCode::gate, [&] { product.compose(); });
  CHECK(message ==
        "repos.yaml:4:9: error: the clients of the target el9 cannot use the key 'acme': not every rpm since "
        "Enterprise Linux 8 can import a key of the kind nistp256 (ECDSA: Enterprise Linux 8 and 9 do not "
        "verify "
        "it)\nhint: sign with an RSA key: `gpg --homedir " +
            key.homedir().string() + " --quick-gen-key 'NAME <EMAIL>' rsa3072 sign never`\n");
  CHECK_FALSE(fs::exists(product.release()));
}

TEST_CASE("the shipped public key counts, not the secret key") {
  Product product;
  test::TestKey key(product.folder.path() / "old", "Old <o@example.org>", {},
                    {.expires = "1d", .gpg_options = {"--faked-system-time", "20200101T000000!"}});
  const fs::path shipped = product.folder.path() / "old.asc";
  fs::copy_file(key.public_key(), shipped);
  key.set_expiry("never");  // after it was exported
  product.config.keys["acme"] = {.name = "acme", .homedir = key.homedir(), .public_key = shipped};
  const std::string message = error_of(ExitCode::trust, [&] { product.compose(); });
  CHECK(says(message, "cannot use the key 'acme': its public key expired on 2020-01-02"));
  CHECK(says(message, "export it again: `gpg --homedir " + key.homedir().string() + " --armor --export " +
                          key.fingerprint()));
}
