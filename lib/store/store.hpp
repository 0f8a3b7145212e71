// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::store {

/// Content-addressed files and the records that name them: what was made once is found again by what it was
/// made from.
///
///     blobs/ab/cdef…        read-only files named by their SHA-256
///     records/KIND/ab/cdef… small JSON documents named by the digest of their key
///
/// Everything is written aside and renamed: a reader never sees a part. Safe from several threads and
/// processes.
class Store {
 public:
  explicit Store(fs::path folder);

  /// Puts a copy of a file in (sharing blocks where the file system can) and gives its SHA-256. A blob that
  /// is there and damaged is replaced.
  std::string put_file(const fs::path& file);
  std::string put_bytes(std::string_view bytes);
  /// The path of a blob; throws Error(failed) when the store does not hold it.
  fs::path blob(const std::string& sha256) const;
  bool has_blob(const std::string& sha256) const;
  /// Whether it is there and still what its name says; reads all of it.
  bool has_whole_blob(const std::string& sha256) const;

  /// The JSON text recorded under a key (a SHA-256 of everything the result depends on), if there is one.
  std::optional<std::string> record(const std::string& kind, const std::string& key) const;
  void put_record(const std::string& kind, const std::string& key, std::string_view json);

  const fs::path& folder() const { return m_folder; }

 private:
  fs::path prepared(const fs::path& place) const;
  fs::path m_folder;
};

}  // namespace rpmworks::store
