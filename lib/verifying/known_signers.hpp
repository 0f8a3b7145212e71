// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::verifying {

/// A key whose releases of a product this user accepts.
struct KnownSigner {
  std::string fingerprint;  ///< of the primary key, upper case
  std::string user_id;
  std::string since;  ///< when it became known here: "2026-11-23T01:02:03Z"
  std::string from;   ///< why: "given", "first seen with 1.0.0", "announced by 1.0.2"
  bool operator==(const KnownSigner&) const = default;
};

/// The signers that a user knows, by product. They are kept in a file of the user, as ssh keeps the keys of
/// hosts: whoever verifies a release of a product for the first time learns its key, and another key later is
/// an alarm.
class KnownSigners {
 public:
  /// A file that does not exist knows nothing. Throws Error(invalid) if it cannot be read: a damaged file
  /// must not make every key acceptable.
  static KnownSigners read(const fs::path& file);

  const std::vector<KnownSigner>& of(const std::string& product) const;
  /// Does nothing if the key is known already.
  void add(const std::string& product, KnownSigner signer);
  /// Replaces the file. Throws Error if that fails.
  void write(const fs::path& file) const;

 private:
  std::map<std::string, std::vector<KnownSigner>> m_signers;
};

}  // namespace rpmworks::verifying
