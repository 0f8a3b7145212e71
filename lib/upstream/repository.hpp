// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "rpm/package.hpp"
#include "store/store.hpp"
#include "upstream/address.hpp"

namespace rpmworks::upstream {

/// The digest of a file in a repository's metadata.
struct Checksum {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::string hex;  ///< empty: not given

  /// Whether the bytes match; true if no digest is given.
  bool matches(std::string_view bytes) const;
};

/// A metadata file that few readers need.
struct MetadataFile {
  fs::path path;      ///< as downloaded, compressed; empty: the repository has none, or it was not asked for
  Checksum checksum;  ///< the reader must verify it
  uint64_t open_size = 0;  ///< bytes after decompression, a limit for readers; 0: not given
  std::string name = {};   ///< in repomd.xml, whose end tells the compression; empty: as the file is named
};

/// A repository's metadata files, for a solver.
struct Metadata {
  std::string name;
  std::string baseurl;  ///< file:// or http(s)://, no slash at the end
  fs::path repomd;
  fs::path primary;             ///< as downloaded, compressed
  Checksum primary_checksum;    ///< the reader must verify it: others may be able to write to the file
  fs::path filelists;           ///< may be empty
  Checksum filelists_checksum;  ///< same
  std::string repomd_sha256;    ///< identifies this state of the repository
  fs::path cache;               ///< folder for data derived from the metadata; may be empty
  /// Of repomd.xml, else the newest timestamp of the files that it lists; one line. See is_older_revision.
  std::string revision = {};
  uint64_t primary_open_size = 0;    ///< bytes after decompression, a limit for readers; 0: not given
  uint64_t filelists_open_size = 0;  ///< same
  /// Their names in repomd.xml, whose ends tell how the files are compressed; empty: as the files are named.
  std::string primary_name = {};
  std::string filelists_name = {};
  fs::path repomd_signature = {};  ///< the verified repomd.xml.asc; empty if it is not required
  std::string repomd_signer = {};  ///< fingerprint of the primary key that signed it; empty as well
  MetadataFile updateinfo = {};    ///< advisories; see MetadataRules::advisories
  MetadataFile modules = {};       ///< modules.yaml; see MetadataRules::modules
  /// Clients see packages of modules only if their streams are enabled. Who does not read `modules` must say
  /// so, or refuse the repository.
  bool has_modules = false;
};

/// The most bytes that a metadata file may have after decompression: ten times those of large distributions.
constexpr uint64_t k_largest_metadata = 4ULL << 30;

/// Whether a repository's metadata is older than metadata seen before, by their revisions. Revisions that are
/// not numbers have no order: then false.
bool is_older_revision(const std::string& found, const std::string& seen);

/// A package as a repository lists it.
struct Location {
  std::string repository;  ///< name
  std::string href;        ///< relative to the repository's baseurl
  std::string sha256;      ///< of the file, from the metadata
  uint64_t size = 0;
  rpm::Nevra nevra;
  std::string sha1 = {};  ///< of the file, if the metadata has only that and MetadataRules accept it
};

/// A package in the cache.
struct Fetched {
  fs::path path;
  std::string sha256;  ///< of the file; computed here if the metadata has only a SHA-1
  bool operator==(const Fetched&) const = default;
};

/// What a repository's metadata must be like: `repomd` and `digests` of an upstream.
struct MetadataRules {
  bool signed_repomd = false;  ///< repomd.xml.asc must exist, with a signature by a key for its packages
  bool sha1 = false;           ///< SHA-1 checksums are accepted, as in archives of old distributions
  bool advisories = false;     ///< provide `updateinfo` too
  bool modules = false;        ///< provide `modules` too
};

/// Metadata that is kept outside of the cache, to be read without the repository.
struct KeptMetadata {
  std::string name;           ///< of the repository
  std::string baseurl;        ///< same as in Metadata
  fs::path repomd;            ///< the repomd.xml
  std::string repomd_sha256;  ///< that it must have
  /// Finds a file ("primary", "filelists", "modules", "updateinfo") by the checksum in repomd.xml, which may
  /// be another one than SHA-256. An empty path: it is not kept.
  std::function<fs::path(const std::string& kind, const Checksum&)> find;
  fs::path cache;  ///< folder for data derived from the metadata; may be empty
};

/// The metadata of a repository, from files that were downloaded earlier. repomd.xml is read as strictly as
/// for Repository::open, and all files must match it; its signature is not verified again. Throws
/// Error(upstream), which names the file, if a file is missing or damaged.
Metadata read_kept_metadata(const KeptMetadata& kept, const MetadataRules& rules = {});

class Repository;

/// Packages of one repository.
struct PackageRequest {
  const Repository* repository = nullptr;
  std::vector<Location> packages;
};

/// Repository::fetch for several repositories, in the given order: all servers are downloaded from at the
/// same time, from each with up to `jobs` connections. Throws the first error, with a line for each of the
/// others.
std::vector<std::vector<Fetched>> fetch_packages(const std::vector<PackageRequest>& requests, unsigned jobs,
                                                 Reporter& reporter);

/// Puts a package into the store. Throws Error(trust) if its file changed after it was verified.
/// Returns its SHA-256.
std::string put_verified(store::Store& store, const Fetched& package);

/// An external repository with verified metadata.
///
/// The metadata of a file:// repository is read in place; that of a http(s):// repository is downloaded into
/// the cache. Packages of both are copied into the cache, where nobody else can replace them after they were
/// verified. Processes may share the cache: files become visible only when they are complete and verified.
///
///     repositories/NAME-DIGEST/STATE/…   metadata, one folder per version of repomd.xml
///     packages/ab/cdef…/NAME.rpm         packages by SHA-256; the folder is closed to other users
///     packages/sha1/abcdef…              the SHA-256 of a package with this SHA-1
///     solv/…                             data that solvers derive from metadata
class Repository {
 public:
  /// Downloads the metadata into `cache` (or reads it in place, for file://) and checks every file with
  /// repomd.xml. `trust` holds the keys that packages must be signed with, and repomd.xml if `rules` require
  /// that. Throws Error(upstream) with the URL, the reason and a hint if the repository cannot be reached or
  /// does not match; Error(trust) if repomd.xml must be signed and no signature is accepted.
  static Repository open(Address address, rpm::Keyring trust, const fs::path& cache, Reporter& reporter,
                         const MetadataRules& rules = {});

  /// Opens a repository for packages whose locations and digests are known, from a lock or from metadata that
  /// was read earlier. Its metadata is not read and nothing is downloaded before fetch; metadata() has only
  /// the name and the baseurl. Of `rules`, only `sha1` matters.
  static Repository open_for_packages(Address address, rpm::Keyring trust, const fs::path& cache,
                                      const MetadataRules& rules = {});

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const Metadata& metadata() const;
  const rpm::Keyring& trust() const;

  /// Returns packages in the cache, in the given order, downloaded if necessary. Checks each one every time:
  /// size and digest, its signatures with this repository's trusted keys, and its name, EVR and architecture
  /// with the metadata. Throws Error(upstream) for packages that are not available or do not
  /// match the metadata (or the lock); Error(trust) for all packages without a signature by a trusted key,
  /// with the keys, or with another name than in the metadata.
  std::vector<Fetched> fetch(const std::vector<Location>& packages, unsigned jobs, Reporter& reporter) const;

 private:
  friend std::vector<std::vector<Fetched>> fetch_packages(const std::vector<PackageRequest>&, unsigned,
                                                          Reporter&);
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
