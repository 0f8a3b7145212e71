// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the keys of a Keyring, and what they say about one signature.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "rpm/openpgp.hpp"
#include "rpm/package.hpp"
#include "rpm/signature_packets.hpp"

namespace rpmworks::rpm {

/// Adds the signed data to a digest; returns false if it cannot be read.
using Hashing = std::function<bool(DIGEST_CTX_s*)>;

/// The verdict on one signature.
struct Finding {
  Keyring::Verdict verdict;
  bool refuses_all = false;  ///< other signatures cannot make up for it: it is wrong, or its key was revoked
  bool covers_payload = false;
};

class TrustedKeys {
 public:
  /// Throws Error(invalid) if librpm cannot use the key, or if it was added before with another policy.
  void add(const Certificate& certificate, const KeyPolicy& policy);

  Finding judge(const FoundSignature& found, const Hashing& hash) const;
  /// What judge says without verifying the signature: for messages about other faults.
  Signature shown(const FoundSignature& found) const;

  const std::vector<std::string>& primaries() const { return m_primaries; }
  /// Whole certificates that are not revoked, by fingerprint.
  const std::map<std::string, std::string>& certificates() const { return m_certificates; }
  /// See Keyring::sha256.
  std::string sha256() const;

 private:
  struct Known {
    SigningKey key;
    std::string user_id;
    std::string primary;  ///< fingerprint
  };
  std::vector<const Known*> chain_of(const Known& known) const;
  void explain_unknown(const ReadSignature& read, const std::string& id, Keyring::Verdict& verdict) const;
  const Known* signer_among(const std::vector<const Known*>& candidates, const ReadSignature& read,
                            const Hashing& hash) const;
  void apply_policy(const Known& signer, Finding& finding) const;

  std::multimap<std::string, Known> m_known;        ///< by key id, which may not be unique
  std::map<std::string, KeyPolicy> m_policies;      ///< by fingerprint of the primary key
  std::map<std::string, std::string> m_unreadable;  ///< subkeys that cannot be used: → primary key
  std::vector<std::string> m_primaries;             ///< sorted
  std::map<std::string, std::string> m_certificates;
};

}  // namespace rpmworks::rpm
