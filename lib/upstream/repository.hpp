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

namespace rpmworks::upstream {

/// The digest that a repository states for one of its files.
struct Checksum {
  DigestAlgorithm algorithm = DigestAlgorithm::sha256;
  std::string hex;  ///< empty: none is stated

  /// Whether the bytes match; true when none is stated.
  bool matches(std::string_view bytes) const;
};

/// A repository's metadata on disk: what a solver reads.
struct Metadata {
  std::string name;
  std::string baseurl;  ///< file:// or http(s)://, no slash at the end
  fs::path repomd;
  fs::path primary;             ///< as downloaded, compressed
  Checksum primary_checksum;    ///< who reads the file makes sure of it: it may lie in somebody else's folder
  fs::path filelists;           ///< may be empty
  Checksum filelists_checksum;  ///< likewise
  std::string repomd_sha256;    ///< identifies this state of the repository
  fs::path cache;               ///< a folder for what is worked out from it; may be empty
};

/// A package as a repository lists it.
struct Location {
  std::string repository;  ///< name
  std::string href;        ///< relative to the repository's baseurl
  std::string sha256;      ///< of the file, as the metadata says
  uint64_t size = 0;
  rpm::Nevra nevra;
};

/// Somebody else's repository, read and verified.
///
/// The metadata of a file:// repository is read where it is; that of one behind http(s):// is downloaded into
/// the cache. Packages of both are taken into the cache, where nobody else can exchange them after they were
/// judged. Several processes may share it: every file appears there whole and verified, or not at all.
///
///     repositories/NAME-DIGEST/STATE/…   metadata, one folder for each repomd.xml that was seen
///     packages/ab/cdef…/NAME.rpm         packages by their SHA-256; the folder is closed to other users
///     solv/…                             what solvers worked out from metadata
class Repository {
 public:
  /// Fetches the metadata into `cache` (or reads it where it is, for file://), every file checked against
  /// repomd.xml. `baseurl` is file://, http(s):// or an absolute path; when it is empty, `mirrorlist` names a
  /// list of mirrors, or a metalink (its URL says "metalink"). Throws Error(upstream) naming the URL, the
  /// reason and what to do when it cannot be reached or does not match.
  static Repository open(const std::string& name, const std::string& baseurl, const std::string& mirrorlist,
                         rpm::Keyring trust, const fs::path& cache, Reporter& reporter);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const Metadata& metadata() const;
  const rpm::Keyring& trust() const;

  /// The files of packages in the cache, fetched when not yet there. Each time each is checked for size and
  /// digest as listed, its signature against this repository's trusted keys, and its name, EVR and
  /// architecture against the listed ones. In the order asked for. Throws Error(upstream) for what cannot be
  /// had or is not what the metadata lists, Error(trust) naming every package that no trusted key signed,
  /// with the keys, or that is another than the metadata says.
  std::vector<fs::path> fetch(const std::vector<Location>& packages, unsigned jobs, Reporter& reporter) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
