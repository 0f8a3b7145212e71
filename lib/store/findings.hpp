// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/store: the file in which a store remembers what was found by reading its blobs.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/files.hpp"

namespace rpmworks::store {

/// Answers to questions about the bytes of blobs. They are valid as long as FileStatus::content of the blob's
/// file is the same. Reads the file at the first use; a file that is missing or damaged remembers nothing.
/// Writes it when the object is destroyed. Thread-safe.
///
/// The file has a line for each blob, "SHA-256 IDENTITY", and below it one for each answer,
/// "\tQUESTION\tANSWER". Everything in it can be found again, so it is not synced. Each process adds what
/// others have written since it read the file; if two write at the same moment, the answers of one are lost.
class Findings {
 public:
  explicit Findings(fs::path store) : m_store(std::move(store)) {}
  ~Findings();
  Findings(const Findings&) = delete;
  Findings& operator=(const Findings&) = delete;

  std::optional<std::string> find(const std::string& sha256, const std::string& identity,
                                  std::string_view question);
  /// Neither text may contain a tab or a line break.
  void keep(const std::string& sha256, const std::string& identity, std::string_view question,
            std::string answer);
  /// Writes the file if answers were added; leaves out blobs that are gone or were changed a moment ago.
  /// Errors are ignored: the store may be readable only.
  void save() noexcept;

 private:
  struct Blob {
    std::string identity;
    std::map<std::string, std::string, std::less<>> answers;  ///< by question
    bool has_new = false;                                     ///< answers of this run
    bool is_confirmed = false;                                ///< its file was found unchanged in this run
  };
  using Blobs = std::unordered_map<std::string, Blob>;  // by SHA-256

  Blobs read();
  void load();
  void add_written_meanwhile();
  bool is_unchanged(const std::string& sha256, const std::string& identity) const;
  std::string text();

  fs::path m_store;
  std::mutex m_mutex;
  bool m_is_loaded = false;
  bool m_is_changed = false;
  std::string m_file_read;  ///< the identity of the file whose answers m_blobs has; empty: none
  Blobs m_blobs;
};

}  // namespace rpmworks::store
