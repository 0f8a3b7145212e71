// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/digest.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "rpm/package.hpp"
#include "upstream/address.hpp"

namespace rpmworks::upstream {

/// The digest of a file in a repository's metadata.
struct Checksum {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::string hex;  ///< empty: not given

  /// Whether the bytes match; true if no digest is given.
  bool matches(std::string_view bytes) const;
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
};

/// A package as a repository lists it.
struct Location {
  std::string repository;  ///< name
  std::string href;        ///< relative to the repository's baseurl
  std::string sha256;      ///< of the file, from the metadata
  uint64_t size = 0;
  rpm::Nevra nevra;
};

/// An external repository with verified metadata.
///
/// The metadata of a file:// repository is read in place; that of a http(s):// repository is downloaded into
/// the cache. Packages of both are copied into the cache, where nobody else can replace them after they were
/// verified. Processes may share the cache: files become visible only when they are complete and verified.
///
///     repositories/NAME-DIGEST/STATE/…   metadata, one folder per version of repomd.xml
///     packages/ab/cdef…/NAME.rpm         packages by SHA-256; the folder is closed to other users
///     solv/…                             data that solvers derive from metadata
class Repository {
 public:
  /// Downloads the metadata into `cache` (or reads it in place, for file://) and checks every file with
  /// repomd.xml. `trust` holds the keys that packages must be signed with. Throws Error(upstream) with the
  /// URL, the reason and a hint if the repository cannot be reached or does not match.
  static Repository open(Address address, rpm::Keyring trust, const fs::path& cache, Reporter& reporter);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const Metadata& metadata() const;
  const rpm::Keyring& trust() const;

  /// Returns the paths of packages in the cache, in the given order, downloaded if necessary. Checks each one
  /// every time: size and digest, its signature with this repository's trusted keys, and its name, EVR and
  /// architecture with the metadata. Throws Error(upstream) for packages that are not available or do not
  /// match the metadata; Error(trust) for all packages without a signature by a trusted key, with the keys,
  /// or with another name than in the metadata.
  std::vector<fs::path> fetch(const std::vector<Location>& packages, unsigned jobs, Reporter& reporter) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
