// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: verifies packages that one signer has signed.
#pragma once

#include <cstdint>
#include <string>

#include "core/files.hpp"
#include "sign/blob_verifier.hpp"
#include "sign/signer.hpp"

namespace rpmworks::sign {

/// Verifies packages against one signer's public key. Thread-safe.
class SignerVerifier {
 public:
  /// Writes the key into the folder `aside`.
  SignerVerifier(const Signer& signer, const fs::path& aside);

  /// Throws as Keyring::require.
  void require(store::KnownBlob& blob, const std::string& origin) const;

  struct Finding {
    /// Why the package does not carry a good signature by the primary key; empty if it does.
    std::string fault;
    int64_t made = 0;  ///< the time in the signature
  };
  Finding find(const fs::path& file) const;
  Finding find(store::KnownBlob& blob) const;

 private:
  Finding judged(const rpm::Keyring::Verdict& verdict) const;

  std::string m_fingerprint;
  BlobVerifier m_verifier;
};

}  // namespace rpmworks::sign
