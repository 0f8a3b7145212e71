// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "audit/advisory.hpp"
#include "core/events.hpp"
#include "core/files.hpp"
#include "manifest/manifest.hpp"

namespace rpmworks::audit {

class Database;

/// A release or other place that questions are about.
struct Place {
  std::string name;  ///< as answers name it: "1.0.2", or the path or URL
  std::string key;   ///< identifies it in the index: its absolute path or URL
  /// Its manifest.json on this machine, which is read only if it has changed. Empty: `manifest` has it.
  fs::path manifest_file;
  fs::path folder;  ///< where its packages are; empty: not on this machine
  /// Of a place without a manifest on this machine.
  std::shared_ptr<const manifest::Manifest> manifest;
  std::string manifest_sha256;  ///< same; empty: it has no manifest.json
  bool is_published = false;    ///< it is the published release
  bool was_published = false;   ///< it is or was published
};

/// What the index must have beyond the manifests.
struct Needs {
  bool files = false;       ///< the paths in packages of places with a folder
  bool advisories = false;  ///< those of the sections of places with a folder
};

/// Where the index may be, the best place first.
struct IndexFiles {
  std::vector<fs::path> files;
  fs::path tmp;  ///< for a temporary folder
};

/// An index of the manifests of places, in SQLite. The manifests are the truth: the index can be removed at
/// any time, and is made again.
///
/// The file is never changed: an update writes a new one and renames it. So several processes may use it at
/// once, and a reader needs no lock. It has each package once, however many places have it. An index that is
/// missing, damaged or of another version is made again, with a note. If it cannot be written anywhere, it is
/// made in memory.
class Index {
 public:
  /// Opens the index after bringing it up to date for the places. Other places stay in it as long as their
  /// manifests exist. `release_name` orders releases: true if the first comes before the second. Throws
  /// Error(invalid) for a manifest that cannot be read.
  static Index open(const IndexFiles& files, std::vector<Place> places, const Needs& needs, unsigned jobs,
                    Reporter& reporter);
  Index(Index&&) noexcept;
  ~Index();

  /// The places in the order of their products and of the versions that their names are.
  const std::vector<Place>& places() const { return m_places; }
  /// The row of each place in the table `release`, in the same order.
  const std::vector<int64_t>& rows() const { return m_rows; }
  const Database& database() const { return *m_database; }
  /// What the answers lack, one line each: packages that could not be read, and the like.
  const std::vector<std::string>& gaps() const { return m_gaps; }

 private:
  Index();
  void choose_scope();
  std::vector<Place> m_places;
  std::vector<int64_t> m_rows;
  std::unique_ptr<Database> m_database;
  std::vector<std::string> m_gaps;
};

/// Opens the index and calls `work` with it. If SQLite finds damage only then, makes the index again, and
/// calls `work` once more.
void with_index(const IndexFiles& files, const std::vector<Place>& places, const Needs& needs, unsigned jobs,
                Reporter& reporter, const std::function<void(const Index&)>& work);

}  // namespace rpmworks::audit
