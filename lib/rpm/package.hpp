// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::rpm {

/// The OpenPGP signature of a package's header.
struct Signature {
  /// 16 lower-case hexadecimal digits, as the packet names the issuer; empty when librpm cannot read it.
  std::string key_id;
  std::string fingerprint;  ///< of the key that made it, upper case; empty when that key is not known here
  std::string hash;         ///< "sha256"
  int64_t created = 0;      ///< seconds since 1970

  /// Whether librpm can make anything of it: one that it cannot is there all the same.
  bool is_readable() const { return !key_id.empty(); }
  bool operator==(const Signature&) const = default;
};

/// What a package's header says.
struct Package {
  Nevra nevra;  ///< arch "src" for every source package, whatever machine it was made on
  std::string summary;
  std::string license;
  std::string url;
  std::string source_rpm;  ///< file name of the source package; empty for source packages
  int64_t build_time = 0;
  uint64_t installed_size = 0;            ///< bytes
  std::vector<std::string> build_arches;  ///< a source package's ExclusiveArch/BuildArch entries
  std::vector<std::string> requires_;     ///< rich and versioned, as rpm prints them: "glibc >= 2.17"
  std::vector<std::string> provides;      ///< likewise
  std::string header_sha256;              ///< RPMTAG_SHA256HEADER: identifies the unsigned package
  std::optional<Signature> signature;     ///< its header signature, not verified here

  /// Decided by the header, which names no source package that it was built from; not by the architecture in
  /// the header (of a source package that is the machine's it was made on), nor by the name of the file.
  bool is_source() const { return nevra.is_source(); }
};

/// Reads a package file's header, without judging its signature. Throws Error(invalid) naming the file when
/// it is no package.
Package read_package(const fs::path& file);
/// The paths that a package file holds, folders too; throws as read_package.
std::vector<std::string> file_names(const fs::path& file);

/// How a package's or other data's signature was judged against a set of keys.
enum class Trust {
  good,         ///< signed by one of the keys, and every digest matches
  unsigned_,    ///< carries no signature
  unknown,      ///< signed by a key that is not in the set
  invalid_key,  ///< signed by a key of the set that was revoked, or not valid when the signature was made
  broken        ///< a digest or the signature does not match the bytes, or does not cover all of them
};

/// A set of trusted public keys, apart from the system's own rpm database.
class Keyring {
 public:
  Keyring();
  ~Keyring();
  Keyring(Keyring&&) noexcept;
  Keyring& operator=(Keyring&&) noexcept;

  /// Adds the keys of an ASCII-armoured file, with their signing subkeys; with `fingerprint` (hexadecimal,
  /// full, of a primary key) only that one. Throws Error(invalid) when it holds none, or not that one.
  void add(const fs::path& public_key, const std::string& fingerprint = {});

  struct Verdict {
    Trust trust = Trust::unsigned_;
    std::optional<Signature> signature;
    std::string reason;  ///< one line for a person
  };
  /// Checks every digest and the signature of a package file. Never throws for what the file contains.
  /// Safe from several threads.
  Verdict verify(const fs::path& package) const;
  /// As verify, but anything but `good` throws Error(trust) naming the package, the key and what to do.
  /// `origin` is the repository it comes from.
  void require(const fs::path& package, const std::string& origin) const;
  /// The Error(trust) for a package of which verify said something else than `good`.
  Error refusal(const fs::path& package, const std::string& origin, const Verdict& verdict) const;
  /// The full fingerprints of the primary keys in it, upper case, sorted.
  std::vector<std::string> fingerprints() const;
  /// Its certificates that were not revoked, ASCII-armoured, one block each: for programs that verify by
  /// themselves. In the order of their fingerprints.
  std::string armoured() const;
  /// Identifies what a verdict depends on beside the package: every key with its validity, and how it is
  /// judged.
  std::string sha256() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::rpm
