// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::store {

/// A copy of a file, ready to be put into the store. It is removed unless it is passed to Store::put.
class StagedBlob {
 public:
  const std::string& sha256() const { return m_sha256; }
  /// The copy, for reading.
  fs::path file() const { return m_folder.path() / "blob"; }

 private:
  friend class Store;
  StagedBlob(TempDir folder, std::string sha256) : m_folder(std::move(folder)), m_sha256(std::move(sha256)) {}

  TempDir m_folder;
  std::string m_sha256;
};

class Findings;

/// Keeps results under a key computed from their inputs: files, and records that refer to them.
///
///     blobs/ab/cdef…        read-only files named by their SHA-256
///     records/KIND/ab/cdef… small JSON documents named by the digest of their key; see record_kind.hpp
///     findings              what was found by reading blobs; see known_blob.hpp
///     tmp/put-…             files before they are moved into blobs/
///     lock                  shared by users of the store, exclusive for a collection (collect.hpp)
///
/// Every file is written under a temporary name and renamed, so that readers never see a part of it. Several
/// threads and processes may use one store. Nothing is synced, because everything in the store can be made
/// again. After a power cut, readers detect a missing blob, a damaged blob (by its digest) and a damaged
/// record (by its format), and treat it as missing. The signatures and packages of a release must not be
/// lost: they are synced as a whole before the release becomes visible, see sync.
class Store {
 public:
  /// Uses the store in `folder`, which is created by the first put. From the first use until this object is
  /// destroyed, the store is locked against collections. Calls `on_wait` if it has to wait for a collection.
  explicit Store(fs::path folder, FileLock::OnWait on_wait = {});
  ~Store();
  Store(Store&& other) noexcept;
  Store& operator=(Store&& other) noexcept;

  /// Puts a copy of a file into the store, sharing blocks if the file system can, and returns its SHA-256.
  /// Reads the file once. Replaces an existing blob if it is damaged.
  std::string put_file(const fs::path& file);
  std::string put_bytes(std::string_view bytes);
  /// put_file in two steps, for callers that need the digest to decide whether to put the file.
  StagedBlob stage(const fs::path& file);
  std::string put(StagedBlob staged);

  /// The path of a blob. Throws Error(failed) if the store does not have it.
  fs::path blob(const std::string& sha256) const;
  /// As blob, but also reads the blob and compares its digest. If the blob is damaged, removes it, so that
  /// the next run makes it again, and throws Error(failed).
  fs::path whole_blob(const std::string& sha256) const;
  bool has_blob(const std::string& sha256) const;
  /// Whether the blob exists and its contents match its digest. Reads the whole blob.
  bool has_whole_blob(const std::string& sha256) const;
  /// The SHA-256 of a blob of this store, from the path `file`. Nothing for other files, or if the blob does
  /// not exist.
  std::optional<std::string> digest_in_name(const fs::path& file) const;
  /// Copies a blob to a new file, reading it once. If the blob is missing or damaged, returns false and
  /// leaves no file.
  bool copy_blob(const std::string& sha256, const fs::path& to) const;

  /// The text recorded under a key (a SHA-256 of everything that the result depends on). Nothing if there is
  /// no record or it cannot be read. RecordKind converts such texts to values.
  std::optional<std::string> record(const std::string& kind, const std::string& key) const;
  void put_record(const std::string& kind, const std::string& key, std::string_view text);
  /// Removes a record durably: it does not reappear after a power cut. For a record about something outside
  /// of the store that is about to change.
  void remove_record(const std::string& kind, const std::string& key);

  /// Syncs the file system of the store, and so everything that was put so far.
  void sync() const;

  const fs::path& folder() const { return m_folder; }

 private:
  friend class KnownBlob;
  struct Use;
  Findings& findings() const { return *m_findings; }
  Error lacks(const std::string& sha256) const;

  void use() const;
  fs::path prepared(const fs::path& place) const;
  fs::path m_folder;
  std::unique_ptr<Use> m_use;
  std::unique_ptr<Findings> m_findings;
};

/// The lock of the store in `folder`.
fs::path lock_of_store(const fs::path& folder);

}  // namespace rpmworks::store
