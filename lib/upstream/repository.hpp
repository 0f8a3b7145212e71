// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "rpm/package.hpp"

namespace rpmworks::upstream {

/// A repository's metadata on disk: what a solver reads.
struct Metadata {
  std::string name;
  std::string baseurl;  ///< file:// or http(s)://, no slash at the end
  fs::path repomd;
  fs::path primary;           ///< as downloaded, compressed
  fs::path filelists;         ///< may be empty
  std::string repomd_sha256;  ///< identifies this state of the repository
  fs::path cache;             ///< a folder for what is worked out from it; may be empty
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
class Repository {
 public:
  /// Fetches the metadata into `cache` (or reads it where it is, for file://), every file checked against
  /// repomd.xml. Throws Error(upstream) naming the URL when it cannot be reached or does not match.
  static Repository open(const std::string& name, const std::string& baseurl, const std::string& mirrorlist,
                         rpm::Keyring trust, const fs::path& cache, Reporter& reporter);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  const Metadata& metadata() const;
  const rpm::Keyring& trust() const;

  /// The files of packages, downloaded when not yet here, each checked for size and digest as listed, and its
  /// signature against this repository's trusted keys. In the order asked for. Throws Error(upstream) or
  /// Error(trust) naming the package; a verdict on an unchanged file is remembered by its digest and the
  /// keys.
  std::vector<fs::path> fetch(const std::vector<Location>& packages, unsigned jobs, Reporter& reporter) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::upstream
