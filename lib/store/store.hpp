// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::store {

/// A copy of a file on its way into the store. It leaves no trace unless Store::put takes it.
class StagedBlob {
 public:
  const std::string& sha256() const { return m_sha256; }
  /// To read it.
  fs::path file() const { return m_folder.path() / "blob"; }

 private:
  friend class Store;
  StagedBlob(TempDir folder, std::string sha256) : m_folder(std::move(folder)), m_sha256(std::move(sha256)) {}

  TempDir m_folder;
  std::string m_sha256;
};

/// Results that are kept under what they were made from: files, and records that refer to them.
///
///     blobs/ab/cdef…        read-only files named by their SHA-256
///     records/KIND/ab/cdef… small JSON documents named by the digest of their key; see record_kind.hpp
///     tmp/put-…             files on their way into blobs/
///     lock                  shared by everybody who uses the store, exclusive for a collection (collect.hpp)
///
/// Everything is written aside and renamed, so that a reader never sees a part; several threads and processes
/// may use one store. Nothing is synced: all that the store holds can be made again, and after a power cut a
/// record without its blob, or a damaged blob or record, is noticed by its reader (the digest of the blob,
/// the form of the record) and counts as missing. What must not be lost, the signatures and packages of a
/// release, is synced as a whole before the release becomes visible: see sync.
class Store {
 public:
  /// The store in `folder`, which is created when something is put into it. From the first use until the end
  /// of this object the store is locked against collections; `on_wait` is called if one must be waited for.
  explicit Store(fs::path folder, FileLock::OnWait on_wait = {});
  ~Store();
  Store(Store&& other) noexcept;
  Store& operator=(Store&& other) noexcept;

  /// Puts a copy of a file in, sharing blocks where the file system can, and gives its SHA-256. The file is
  /// read once. A blob that exists and is damaged is replaced.
  std::string put_file(const fs::path& file);
  std::string put_bytes(std::string_view bytes);
  /// put_file in two steps, where the digest decides whether the file is wanted.
  StagedBlob stage(const fs::path& file);
  std::string put(StagedBlob staged);

  /// The path of a blob; throws Error(failed) when the store does not hold it.
  fs::path blob(const std::string& sha256) const;
  /// The same of a blob whose bytes were read and are those of its digest. A damaged one is removed, so that
  /// the next run makes it again, and Error(failed) says so.
  fs::path whole_blob(const std::string& sha256) const;
  bool has_blob(const std::string& sha256) const;
  /// Whether the blob exists and its bytes are those of its digest; reads all of it.
  bool has_whole_blob(const std::string& sha256) const;
  /// The SHA-256 that names a file of this store; nothing for any other file, or when there is no such blob.
  std::optional<std::string> digest_in_name(const fs::path& file) const;
  /// Copies a blob to a new file, reading it once. Gives false, and leaves no file, when the blob is missing
  /// or damaged.
  bool copy_blob(const std::string& sha256, const fs::path& to) const;

  /// The text recorded under a key (a SHA-256 of everything that the result depends on); nothing when there
  /// is no record or it cannot be read. RecordKind makes values of such texts.
  std::optional<std::string> record(const std::string& kind, const std::string& key) const;
  void put_record(const std::string& kind, const std::string& key, std::string_view text);
  /// Removes a record for good: it does not come back after a power cut. For a record that tells of something
  /// outside of the store which is about to change.
  void remove_record(const std::string& kind, const std::string& key);

  /// Brings everything that was put so far to the disk, with all else on the same file system.
  void sync() const;

  const fs::path& folder() const { return m_folder; }

 private:
  struct Use;

  void use() const;
  fs::path prepared(const fs::path& place) const;
  fs::path m_folder;
  std::unique_ptr<Use> m_use;
};

/// The lock of the store in `folder`.
fs::path lock_of_store(const fs::path& folder);

}  // namespace rpmworks::store
