// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// The OpenPGP signature of a package's header.
struct Signature {
  /// 16 lower-case hexadecimal digits, the issuer in the packet; empty if librpm cannot read the signature.
  std::string key_id;
  std::string fingerprint;  ///< of the signing key, upper case; empty if the key is unknown
  std::string hash;         ///< "sha256"
  int64_t created = 0;      ///< seconds since 1970

  /// Whether librpm can read the signature.
  bool is_readable() const { return !key_id.empty(); }
  bool operator==(const Signature&) const = default;
};

/// The data of a package's header.
struct Package {
  Nevra nevra;  ///< arch "src" for every source package, whatever machine it was made on
  std::string summary;
  std::string license;
  std::string url;
  std::string vendor;      ///< may be empty
  std::string source_rpm;  ///< file name of the source package; empty for source packages
  int64_t build_time = 0;
  uint64_t installed_size = 0;            ///< bytes
  std::vector<std::string> build_arches;  ///< a source package's ExclusiveArch/BuildArch entries
  std::vector<std::string>
      requires_;  ///< including rich and versioned ones, as rpm prints them: "glibc >= 2.17"
  std::vector<std::string> provides;    ///< same format
  std::vector<std::string> conflicts;   ///< same format
  std::vector<std::string> obsoletes;   ///< same format
  std::vector<std::string> recommends;  ///< same format
  std::string header_sha256;            ///< RPMTAG_SHA256HEADER: identifies the unsigned package
  std::string payload_sha256;  ///< of the compressed payload; empty if the header has no SHA-256 of it
  std::optional<Signature> signature;  ///< its header signature, not verified here

  /// True if the header names no source package that the package was built from. The architecture in the
  /// header is ignored, because a source package has the architecture of the machine it was made on. The file
  /// name is ignored too.
  bool is_source() const { return nevra.is_source(); }
};

/// Reads a package file's header without verifying its signature. Throws Error(invalid) with the file name if
/// it is not a package.
Package read_package(const fs::path& file);
/// All signatures of a package file, not verified: first those over the header. Throws as read_package.
std::vector<Signature> read_signatures(const fs::path& file);
/// The paths in a package file, including folders; throws as read_package.
std::vector<std::string> file_names(const fs::path& file);

/// The result of verifying the signatures of a package or other data with a set of keys.
enum class Trust {
  good,         ///< signed by one of the keys, and every digest matches
  unsigned_,    ///< not signed
  unknown,      ///< signed by a key that is not in the set
  invalid_key,  ///< signed by a key of the set that was revoked, was not valid at the time of the signature,
                ///< or has expired and its KeyPolicy does not accept that
  weak_hash,    ///< signed by a key of the set over SHA-1, and its KeyPolicy does not accept that
  broken        ///< a digest or the signature does not match the data, does not cover all of it, or cannot be
                ///< verified
};

/// Which signatures by a trusted key are accepted. Those by a revoked key, over MD5, or made before the key
/// was created never are.
struct KeyPolicy {
  enum class Expired {
    refuse,         ///< a key that has expired
    signed_before,  ///< signatures made before the key expired are accepted
    ignore          ///< the expiry has no meaning
  };
  Expired expired = Expired::refuse;
  bool sha1 = false;  ///< signatures over SHA-1 are accepted
  std::string name;   ///< of the key in repos.yaml, for messages; may be empty
};

/// What rpm itself accepts: for packages signed here, and for packages that were accepted earlier.
inline KeyPolicy policy_of_rpm() {
  return {.expired = KeyPolicy::Expired::signed_before, .sha1 = true, .name = {}};
}

/// A set of trusted public keys, independent of the system's rpm database and of every GnuPG home.
///
/// Signatures are matched with keys by the keys' full fingerprints: a short key id only selects the keys to
/// try. Data with several signatures is good if one of them is good and none of them is wrong: signatures by
/// unknown keys, and signatures that a KeyPolicy refuses, do not count.
class Keyring {
 public:
  Keyring();
  ~Keyring();
  Keyring(Keyring&&) noexcept;
  Keyring& operator=(Keyring&&) noexcept;

  /// Adds the keys in an ASCII-armoured file, with their signing subkeys; with `fingerprint` (hexadecimal,
  /// full, of a primary key) only that key. Throws Error(invalid) if the file contains no key, or not that
  /// key, or a key that was added before with another policy.
  void add(const fs::path& public_key, const std::string& fingerprint = {}, const KeyPolicy& policy = {});

  struct Verdict {
    Trust trust = Trust::unsigned_;
    std::optional<Signature> signature;  ///< the accepted one, or the one that `reason` is about
    std::string primary;                 ///< fingerprint of the primary key that made it; empty if unknown
    std::string reason;                  ///< one line for messages
    std::string hint;                    ///< the settings of a key that would accept it; may be empty
  };
  /// Checks every digest and all signatures of a package file. Never throws because of the file's content.
  /// Thread-safe.
  Verdict verify(const fs::path& package) const;
  /// Checks detached signatures of `bytes`, ASCII-armoured or binary. Never throws because of the contents of
  /// either. Thread-safe.
  Verdict verify_detached(std::string_view bytes, std::string_view signatures) const;
  /// Like verify, but throws Error(trust) unless the result is `good`; the error names the package, the key
  /// and what to do. `origin` is the package's repository.
  void require(const fs::path& package, const std::string& origin) const;
  /// The Error(trust) for a package whose verdict is not `good`.
  Error refusal(const fs::path& package, const std::string& origin, const Verdict& verdict) const;
  /// The full fingerprints of the primary keys, upper case, sorted.
  std::vector<std::string> fingerprints() const;
  /// The certificates that are not revoked, ASCII-armoured, one block each, sorted by fingerprint: for
  /// programs that verify themselves.
  std::string armoured() const;
  /// A digest of everything that verdicts depend on besides the package: each key with its validity and
  /// policy, whether it has expired if that matters, and the rules.
  std::string sha256() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::rpm
