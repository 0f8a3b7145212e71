// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: takes packages of a repository into the cache.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/events.hpp"
#include "upstream/download.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::upstream {

/// Whether a file exists and has this digest.
bool file_matches(const fs::path& file, const Checksum& checksum);

/// Where the packages of a repository come from and what they must be like.
struct PackageSource {
  const std::string& name;     ///< of the repository
  const std::string& address;  ///< without credentials, for messages
  bool is_locked;              ///< a lock lists the packages, not the repository's metadata
  const rpm::Keyring& trust;
  const MetadataRules& rules;
  const std::vector<fs::path>& folders;  ///< of a local repository; see Repository::State
  Downloader* downloader;                ///< of a remote repository, else null
  std::mutex& downloading;
  fs::path folder;  ///< of packages in the cache
};

/// The packages of one repository: first all are downloaded, then all are verified.
class PackageFetch {
 public:
  /// Throws Error(upstream) if a package has no usable digest, or lies outside of the repository.
  PackageFetch(const PackageSource& source, const std::vector<Location>& packages);

  /// Downloads what is missing from a remote repository. Throws Error(upstream).
  void download(unsigned jobs, Reporter& reporter);
  /// Copies what is missing from a local repository, and verifies every package. Returns what is wrong.
  std::vector<Error> verify(unsigned jobs, Reporter& reporter);
  /// The verified packages.
  std::vector<Fetched> result();

 private:
  struct Item {
    const Location& package;
    Checksum expected;   ///< in the metadata
    std::string sha256;  ///< empty: not known before the file is here
    fs::path place;      ///< in the cache; empty as well
    bool has_only_sha1() const { return expected.algorithm == DigestAlgorithm::sha1; }
  };
  Item item_of(const Location& package) const;
  fs::path index_of(const Item& item) const;
  void settle(Item& item, const std::string& sha256) const;
  void recall(Item& item) const;
  void forget(Item& item) const;
  bool is_here(Item& item) const;
  std::vector<size_t> missing();
  void keep(const std::vector<size_t>& group, const fs::path& file);
  fs::path source_of(const Location& package) const;
  Error disagreement(const Location& package, const fs::path& file, const std::string& what) const;
  Error wrong_size(const Location& package, const fs::path& file, uint64_t size) const;
  std::optional<Error> take(Item& item) const;
  std::optional<Error> judge(Item& item) const;
  std::optional<Error> judge_bytes(const Item& item, const fs::path& bytes, const fs::path& shown) const;
  const char* listing() const { return m_source.is_locked ? "the lock" : "the metadata"; }

  PackageSource m_source;
  std::vector<Item> m_items;
};

/// Throws the first error, with a line for each of the others. Does nothing if there is none.
void throw_first(std::vector<Error> errors);

}  // namespace rpmworks::upstream
