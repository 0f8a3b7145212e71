// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>

#include "core/files.hpp"

namespace rpmworks::upstream {

/// What the kernel says of a file that changes whenever its content does.
struct FileState {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t size = 0;
  int64_t modified = 0;  ///< nanoseconds since 1970
  int64_t changed = 0;   ///< likewise: of content, name or permissions; no program can set it

  bool operator==(const FileState&) const = default;
};

/// Nothing when there is no such file, or no regular one.
std::optional<FileState> state_of(const fs::path& file);

/// The files that were found to have a certain SHA-256 and to be signed by one of a certain set of keys.
///
/// Kept in one file a set of keys. A file that changed in the last seconds is not remembered: within one tick
/// of the file system's clock it could change once more without a trace.
class Verdicts {
 public:
  /// `keys` identifies the set of keys (rpm::Keyring::sha256).
  Verdicts(const fs::path& folder, const std::string& keys);

  /// Whether a file in this state was found to have this digest, and good.
  bool holds(const FileState& state, const std::string& sha256) const;
  /// Any thread.
  void add(const FileState& state, const std::string& sha256);
  /// Writes down what was added, beside what other processes wrote. What cannot be written is forgotten.
  void save();

 private:
  using Entry = std::tuple<uint64_t, uint64_t, uint64_t, int64_t, int64_t>;
  std::map<Entry, std::string> read() const;

  fs::path m_file;
  std::map<Entry, std::string> m_known;
  std::map<Entry, std::string> m_added;
  mutable std::mutex m_mutex;
};

}  // namespace rpmworks::upstream
