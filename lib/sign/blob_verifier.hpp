// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "rpm/package.hpp"
#include "store/known_blob.hpp"

namespace rpmworks::sign {

/// Verifies packages of the store with a keyring: the same bytes only once for the same keys and rules,
/// because the store remembers good verdicts.
class BlobVerifier {
 public:
  explicit BlobVerifier(rpm::Keyring keyring);

  const rpm::Keyring& keyring() const { return m_keyring; }
  /// As Keyring::verify of the blob's file. Thread-safe.
  rpm::Keyring::Verdict verify(store::KnownBlob& blob) const;

 private:
  rpm::Keyring m_keyring;
  std::string m_question;
};

}  // namespace rpmworks::sign
