// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::clients {

/// The oldest clients that must be able to read a release: `targets.NAME.client` of repos.yaml.
enum class Client { el6, el7, modern, rpm6 };

using Names = std::span<const std::string_view>;

/// What every client of a profile can read, verify and do: facts about the rpm, yum and dnf of that age. What
/// to make of them is decided by who asks. A list holds what all clients of the profile know; a newer one may
/// know more.
struct Profile {
  Client client = Client::modern;
  std::string_view name;         ///< as repos.yaml and manifests write it
  std::string_view rpm;          ///< the oldest rpm of the profile: "4.8.0"
  std::string_view description;  ///< for people: "rpm 4.8 and later, yum or dnf"

  // Packages
  Names rpmlib_features;       ///< of the requirements rpmlib(…); empty: whatever the rpm of today writes
  Names payload_compressions;  ///< as RPMTAG_PAYLOADCOMPRESSOR names them
  Names file_digests;
  bool tilde = true;              ///< '~' in versions sorts before everything: rpm 4.10
  bool caret = true;              ///< '^' sorts after the version that it follows: rpm 4.15
  bool rich_dependencies = true;  ///< (a or b): rpm 4.12
  bool large_files = true;        ///< a file of more than 4 GiB: rpm 4.12

  // Building
  bool zstd_sources = true;          ///< %setup unpacks .zst: rpm 4.14
  bool nocheck = true;               ///< rpmbuild --nocheck
  bool vsyscall = false;             ///< its programs call the kernel by way of the vsyscall page
  bool container = true;             ///< its programs start in a container of systemd-nspawn
  std::string_view package_manager;  ///< that installs its roots

  // Signatures and keys
  Names signature_hashes;
  Names key_algorithms;         ///< "rsa", "ed25519", "nistp": how the names of key algorithms begin
  Names key_file_algorithms;    ///< a key file with a subkey of another kind is not read; empty: any kind
  Names self_signature_hashes;  ///< over which a key's signature on its own user id has to be made
  unsigned least_rsa_bits = 0;
  bool subkeys = true;              ///< verifies what a signing subkey signed
  bool several_signatures = false;  ///< reads several signatures of a package, in RPMSIGTAG_OPENPGP: rpm 6
  bool payload_digests = true;      ///< checks the payload by a digest in the header: rpm 4.14

  // Repositories
  Names metadata_checksums;
  Names metadata_compressions;
  bool sqlite = false;  ///< looks for SQLite databases of the metadata
  bool zchunk = false;  ///< dnf downloads only changed parts of zchunk metadata, if its librepo supports that
  bool keeps_newer_metadata = false;  ///< does not take metadata that is older than what it has

  /// Whether there is anything that the rpm of today writes and these clients cannot read.
  bool is_limited() const { return !rpmlib_features.empty(); }
  bool reads(std::string_view rpmlib_feature) const;
  bool verifies_hash(std::string_view hash) const;
  bool verifies_key(std::string_view algorithm) const;
  bool reads_key_file_with(std::string_view subkey_algorithm) const;
  bool imports_key_signed_over(std::string_view hash) const;
};

/// All profiles, the oldest first.
std::span<const Profile> profiles();
const Profile& profile(Client client);
/// The profile of that name; null when there is none.
const Profile* find_profile(std::string_view name);
/// "el6", "el7", "modern" or "rpm6".
std::string name_of(Client client);
/// The names of all profiles, the oldest first.
std::vector<std::string> profile_names();

/// The hash of every signature that is made here: each profile verifies it (a test checks that).
inline constexpr std::string_view k_signature_hash = "sha256";

}  // namespace rpmworks::clients
