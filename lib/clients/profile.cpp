// SPDX-License-Identifier: GPL-3.0-or-later
#include "clients/profile.hpp"

#include <algorithm>
#include <array>

namespace rpmworks::clients {

namespace {

using std::string_view;

// What a package needs of the rpm that reads it stands in its requirements as rpmlib(…). Each feature carries
// the version of rpm that brought it (lib/rpmds.c, shown by `rpm --showrc`): these are up to 4.8.0, which
// el6 has.
constexpr auto k_features_el6 = std::to_array<string_view>(
    {"BuiltinLuaScripts", "CompressedFileNames", "ConcurrentAccess", "ExplicitPackageProvide", "FileCaps",
     "FileDigests", "HeaderLoadSortsTags", "PartialHardlinkSets", "PayloadFilesHavePrefix", "PayloadIsBzip2",
     "PayloadIsLzma", "PayloadIsXz", "ScriptletInterpreterArgs", "VersionedDependencies"});
// And these up to 4.11.3, which el7 has.
constexpr auto k_features_el7 = std::to_array<string_view>(
    {"BuiltinLuaScripts", "CompressedFileNames", "ConcurrentAccess", "ExplicitPackageProvide", "FileCaps",
     "FileDigests", "HeaderLoadSortsTags", "PartialHardlinkSets", "PayloadFilesHavePrefix", "PayloadIsBzip2",
     "PayloadIsLzma", "PayloadIsXz", "ScriptletExpansion", "ScriptletInterpreterArgs", "TildeInVersions",
     "VersionedDependencies"});

constexpr auto k_payloads_old = std::to_array<string_view>({"gzip", "bzip2", "lzma", "xz"});
constexpr auto k_payloads = std::to_array<string_view>({"gzip", "bzip2", "lzma", "xz", "zstd"});

constexpr auto k_hashes_old = std::to_array<string_view>({"md5", "sha1", "sha256", "sha384", "sha512"});
// Enterprise Linux 9 and Fedora refuse signatures over SHA-1, by their crypto policies.
constexpr auto k_hashes = std::to_array<string_view>({"sha256", "sha384", "sha512"});
// Hashes that Sequoia, which rpm uses since Fedora 38, accepts in the self-signature of a key.
constexpr auto k_self_hashes = std::to_array<string_view>({"sha224", "sha256", "sha384", "sha512"});

constexpr auto k_rsa = std::to_array<string_view>({"rsa"});
// rpm 6 hands all of OpenPGP to Sequoia.
constexpr auto k_keys_rpm6 = std::to_array<string_view>({"rsa", "ed25519", "nistp"});
// yum parses a key file itself, and stops at a kind of key that it does not know (its pgpmsg.py).
constexpr auto k_key_file_yum = std::to_array<string_view>({"rsa", "dsa", "elg"});

constexpr auto k_checksums_old = std::to_array<string_view>({"sha1", "sha256"});
constexpr auto k_checksums = std::to_array<string_view>({"sha256", "sha512"});
// yum of el6 reads xz where pyliblzma is installed.
constexpr auto k_metadata_el6 = std::to_array<string_view>({"gz", "bz2"});
constexpr auto k_metadata = std::to_array<string_view>({"gz", "bz2", "xz"});
constexpr auto k_metadata_rpm6 = std::to_array<string_view>({"gz", "bz2", "xz", "zstd"});

// The least that Sequoia's standard policy and the crypto policies of Enterprise Linux 9 and Fedora accept.
constexpr unsigned k_least_rsa = 2048;

constexpr std::array<Profile, 4> k_profiles = {{{.client = Client::el6,
                                                 .name = "el6",
                                                 .rpm = "4.8.0",
                                                 .description = "rpm 4.8 and later, yum or dnf",
                                                 .rpmlib_features = k_features_el6,
                                                 .payload_compressions = k_payloads_old,
                                                 .file_digests = k_checksums_old,
                                                 .tilde = false,
                                                 .caret = false,
                                                 .rich_dependencies = false,
                                                 .large_files = false,
                                                 .zstd_sources = false,
                                                 .nocheck = false,
                                                 .vsyscall = true,
                                                 .container = false,
                                                 .package_manager = "yum",
                                                 .signature_hashes = k_hashes_old,
                                                 .key_algorithms = k_rsa,
                                                 .key_file_algorithms = k_key_file_yum,
                                                 .self_signature_hashes = {},
                                                 .least_rsa_bits = 0,
                                                 .subkeys = false,
                                                 .payload_digests = false,
                                                 .metadata_checksums = k_checksums_old,
                                                 .metadata_compressions = k_metadata_el6,
                                                 .sqlite = true,
                                                 .keeps_newer_metadata = true},
                                                {.client = Client::el7,
                                                 .name = "el7",
                                                 .rpm = "4.11.3",
                                                 .description = "rpm 4.11 and later, yum or dnf",
                                                 .rpmlib_features = k_features_el7,
                                                 .payload_compressions = k_payloads_old,
                                                 .file_digests = k_checksums_old,
                                                 .caret = false,
                                                 .rich_dependencies = false,
                                                 .large_files = false,
                                                 .zstd_sources = false,
                                                 .package_manager = "yum",
                                                 .signature_hashes = k_hashes_old,
                                                 .key_algorithms = k_rsa,
                                                 .key_file_algorithms = k_key_file_yum,
                                                 .self_signature_hashes = {},
                                                 .least_rsa_bits = 0,
                                                 .subkeys = false,
                                                 .payload_digests = false,
                                                 .metadata_checksums = k_checksums_old,
                                                 .metadata_compressions = k_metadata,
                                                 .sqlite = true,
                                                 .keeps_newer_metadata = true},
                                                {.client = Client::modern,
                                                 .name = "modern",
                                                 .rpm = "4.14.0",
                                                 .description = "rpm 4.14 and later",
                                                 .rpmlib_features = {},
                                                 .payload_compressions = k_payloads,
                                                 .file_digests = k_checksums,
                                                 .package_manager = "dnf",
                                                 .signature_hashes = k_hashes,
                                                 .key_algorithms = k_rsa,
                                                 .key_file_algorithms = {},
                                                 .self_signature_hashes = k_self_hashes,
                                                 .least_rsa_bits = k_least_rsa,
                                                 .metadata_checksums = k_checksums,
                                                 .metadata_compressions = k_metadata,
                                                 .zchunk = true},
                                                {.client = Client::rpm6,
                                                 .name = "rpm6",
                                                 .rpm = "6.0.0",
                                                 .description = "rpm 6.0 and later",
                                                 .rpmlib_features = {},
                                                 .payload_compressions = k_payloads,
                                                 .file_digests = k_checksums,
                                                 .package_manager = "dnf",
                                                 .signature_hashes = k_hashes,
                                                 .key_algorithms = k_keys_rpm6,
                                                 .key_file_algorithms = {},
                                                 .self_signature_hashes = k_self_hashes,
                                                 .least_rsa_bits = k_least_rsa,
                                                 .several_signatures = true,
                                                 .metadata_checksums = k_checksums,
                                                 .metadata_compressions = k_metadata_rpm6,
                                                 .zchunk = true}}};

bool holds(Names names, string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool has_start_of(Names starts, string_view name) {
  return std::ranges::any_of(starts, [&](string_view start) { return name.starts_with(start); });
}

}  // namespace

bool Profile::reads(string_view rpmlib_feature) const {
  return rpmlib_features.empty() || holds(rpmlib_features, rpmlib_feature);
}

bool Profile::verifies_hash(string_view hash) const {
  return holds(signature_hashes, hash);
}

bool Profile::verifies_key(string_view algorithm) const {
  return has_start_of(key_algorithms, algorithm);
}

bool Profile::reads_key_file_with(string_view subkey_algorithm) const {
  return key_file_algorithms.empty() || has_start_of(key_file_algorithms, subkey_algorithm);
}

bool Profile::imports_key_signed_over(string_view hash) const {
  return self_signature_hashes.empty() || holds(self_signature_hashes, hash);
}

std::span<const Profile> profiles() {
  return k_profiles;
}

const Profile& profile(Client client) {
  return *std::ranges::find(k_profiles, client, &Profile::client);
}

const Profile* find_profile(string_view name) {
  const auto* const found = std::ranges::find(k_profiles, name, &Profile::name);
  return found == k_profiles.end() ? nullptr : &*found;
}

std::string name_of(Client client) {
  return std::string(profile(client).name);
}

std::vector<std::string> profile_names() {
  std::vector<std::string> names;
  for (const auto& each : k_profiles) names.emplace_back(each.name);
  return names;
}

}  // namespace rpmworks::clients
