// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/store.hpp"

namespace rpmworks::store {

/// Remembers in the store what was found by reading a blob, so that it need not be read again. A blob counts
/// as unchanged while its file has the same identity: see FileStatus::content. A power cut that loses data
/// changes the size, because file systems write it after the data.
///
///     auto blob = KnownBlob::of(store, sha256);
///     if (auto known = blob.answer("question")) return *known;
///     … read blob.file() …
///     blob.keep("question", found);
class KnownBlob {
 public:
  /// Reads the status of the blob's file. Throws as Store::blob.
  static KnownBlob of(const Store& store, const std::string& sha256);
  /// As of; nothing if the store does not have the blob.
  static std::optional<KnownBlob> find(const Store& store, const std::string& sha256);

  const fs::path& file() const { return m_file; }
  /// Whether `other` is a link to the blob's file, and so has its content.
  bool is_linked_as(const fs::path& other) const;

  /// Whether the blob's bytes match its digest. Reads them unless they are known to match.
  bool is_whole();
  /// The SHA-512 of the blob's bytes. Reads them unless it is known.
  std::string sha512();
  /// Keeps that it is whole, for callers that have read it.
  void keep_whole();

  /// The answer that was kept; nothing if there is none or the file changed since.
  std::optional<std::string> answer(std::string_view question) const;
  /// Keeps an answer that depends on nothing but the blob's bytes and the question. Call it only if the blob
  /// was read after this object was made. Neither text may contain a tab or a line break: such an answer is
  /// not kept.
  void keep(std::string_view question, std::string answer);

 private:
  KnownBlob(const Store& store, std::string sha256, fs::path file, std::string identity)
      : m_store(&store),
        m_sha256(std::move(sha256)),
        m_file(std::move(file)),
        m_identity(std::move(identity)) {}

  const Store* m_store;
  std::string m_sha256;
  fs::path m_file;
  std::string m_identity;
};

/// As Store::has_whole_blob, but does not read a blob that is known to be whole.
bool has_blob_known_whole(const Store& store, const std::string& sha256);

}  // namespace rpmworks::store
