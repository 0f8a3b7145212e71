// SPDX-License-Identifier: GPL-3.0-or-later
#include "layout/client_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "clients/profile.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::layout {

namespace {

constexpr const char* k_make_rsa =
    "sign with an RSA key: `{gpg} --quick-gen-key 'NAME <EMAIL>' rsa3072 sign never`";
constexpr const char* k_sign_itself_again =
    "renew the key's self-signature: `{gpg} --cert-digest-algo SHA256 --quick-set-expire {key} never` (or a "
    "date instead of never); export `public` again if repos.yaml names it";

// Before a key expires, there must be time to extend it and to get it to clients with a release.
constexpr int64_t k_soon = int64_t{30} * 24 * 3600;

// Whatever the target's clients are, users also import a key into the rpm of today's distributions.
const clients::Profile& today() {
  return clients::profile(clients::Client::modern);
}

/// Collects the findings about one key.
class Findings {
 public:
  Findings(const rpm::KeyFacts& key, const clients::Profile& client) : m_key(key), m_client(client) {}

  std::vector<KeyFinding> run(int64_t now) {
    validity(now);
    packets();
    algorithm();
    self_signature();
    subkeys();
    return std::move(m_findings);
  }

 private:
  void add(const std::string& what, const std::string& hint, bool refused = true,
           ExitCode code = ExitCode::gate) {
    m_findings.push_back({.what = what, .hint = hint, .refused = refused, .code = code});
  }

  // Checks the public key that is shipped: the secret key may have been extended since the export.
  void validity(int64_t now) {
    constexpr const char* k_export =
        "if the key was extended since `public` was exported, export it again: `{gpg} --armor --export "
        "{key}`; else extend it: `{gpg} --quick-set-expire {key} 2y`";
    if (m_key.revoked)
      add("its public key is revoked",
          "sign with another key: clients refuse packages signed by a revoked key", true, ExitCode::trust);
    else if (m_key.expires && *m_key.expires <= now)
      add(fmt::format("its public key expired on {}", manifest::iso_time(*m_key.expires).substr(0, 10)),
          k_export, true, ExitCode::trust);
    else if (m_key.expires && *m_key.expires <= now + k_soon)
      add(fmt::format("its public key expires on {}, and then releases with that key no longer verify",
                      manifest::iso_time(*m_key.expires).substr(0, 10)),
          "extend it: `{gpg} --quick-set-expire {key} 2y`; export `public` again if repos.yaml names it",
          false);
  }

  void packets() {
    if (m_key.version != 4)
      add(fmt::format("it is an OpenPGP key of version {}, and rpm before 6 reads version 4", m_key.version),
          k_make_rsa);
    if (m_key.user_id.empty()) add("it has no user id, which rpm needs", k_make_rsa);
  }

  void algorithm() {
    if (m_key.algorithm.starts_with("rsa")) return rsa();
    if (m_client.is_limited())
      return add(
          fmt::format("rpm of {} verifies RSA signatures, and the key is {}", m_client.name, m_key.algorithm),
          k_make_rsa);
    if (m_client.verifies_key(m_key.algorithm)) return unverifiable_here();
    if (m_key.algorithm == "ed25519")
      return add("the key is ed25519 (EdDSA), which rpm of Enterprise Linux 8 (4.14) does not verify",
                 k_make_rsa, false);
    // librpm's own parser (up to Enterprise Linux 9) supports RSA, DSA and, later, Ed25519. Sequoia (from
    // Fedora 38 on) refuses DSA, and crypto policies refuse rare curves.
    add(fmt::format("not every rpm since Enterprise Linux 8 can import a key of the kind {} ({})",
                    m_key.algorithm, kind()),
        k_make_rsa);
  }

  // Refuses keys whose signatures the rpm library of this program cannot verify, even if clients can:
  // rpmworks verifies every signature.
  void unverifiable_here() {
    if (m_key.algorithm.starts_with("nistp"))
      add(fmt::format("the key is {} (ECDSA), and this machine's rpm, with which rpmworks checks every "
                      "signature, cannot verify it",
                      m_key.algorithm),
          k_make_rsa);
  }

  std::string kind() const {
    const std::string_view name = m_key.algorithm;
    if (name.starts_with("nistp")) return "ECDSA: Enterprise Linux 8 and 9 do not verify it";
    if (name.starts_with("brainpool")) return "ECDSA: no Enterprise Linux or Fedora verifies it";
    if (name == "secp256k1") return "ECDSA: no Enterprise Linux or Fedora verifies it";
    if (name.starts_with("dsa")) return "DSA: Enterprise Linux 9 and Fedora do not verify it";
    return "rpm verifies RSA everywhere";
  }

  void rsa() {
    const unsigned least = today().least_rsa_bits;
    if (const auto bits = m_key.bits(); bits && *bits < least)
      add(fmt::format(
              "rpm of today's distributions does not import RSA keys of less than {} bits, and this one "
              "has {}",
              least, *bits),
          k_make_rsa, *bits < m_client.least_rsa_bits);
  }

  void self_signature() {
    const auto is_enough_for = [&](const clients::Profile& client) {
      return m_key.self_hashes.empty() ||
             std::ranges::any_of(m_key.self_hashes, [&](const std::string& hash) {
               return client.imports_key_signed_over(hash);
             });
    };
    if (is_enough_for(today())) return;
    const std::string& hash = m_key.self_hashes.front();
    add(fmt::format("rpm of today's distributions does not import it: its self-signature is made with {}",
                    hash == "sha1" ? "SHA-1" : hash),
        k_sign_itself_again, !is_enough_for(m_client));
  }

  void subkeys() {
    for (const auto& subkey : m_key.subkey_algorithms) {
      if (m_client.reads_key_file_with(subkey)) continue;
      add(fmt::format("yum of {} cannot read the key file: the key has a subkey of the kind {}",
                      m_client.name, subkey),
          "sign with an RSA key that has no such subkey: `{gpg} --quick-gen-key 'NAME <EMAIL>' rsa3072 sign "
          "never`");
      return;
    }
  }

  const rpm::KeyFacts& m_key;
  const clients::Profile& m_client;
  std::vector<KeyFinding> m_findings;
};

}  // namespace

std::vector<KeyFinding> key_findings(const rpm::KeyFacts& key, clients::Client client, int64_t now) {
  return Findings(key, clients::profile(client)).run(now);
}

}  // namespace rpmworks::layout
