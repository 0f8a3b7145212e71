// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::publishing {

/// Files to copy to a destination.
struct Batch {
  fs::path from;                   ///< a folder
  std::vector<std::string> files;  ///< relative to `from`, and in the destination relative to `to`
  std::string to = {};             ///< a folder in the destination; empty: its top
  /// Whether a file of this name never changes, so that caches may keep it, and an equal file that exists
  /// already need not be written again.
  bool is_immutable = true;
};

/// A place from which clients get the releases. Nothing there is removed.
class Destination {
 public:
  virtual ~Destination() = default;
  /// Copies the files; readers never see a part of one. Files that exist with the same content are skipped.
  /// Throws Error(upstream).
  virtual void put(const Batch& batch) = 0;
  /// Whether the destination can hold symbolic links.
  virtual bool has_links() const = 0;
  /// Copies a symbolic link at the top of `from`. Throws Error(upstream).
  virtual void put_link(const fs::path& from, const std::string& name) = 0;
  /// As users name it, without secrets.
  virtual std::string name() const = 0;
};

/// The destination that a text names: an absolute path or file:// URL; ssh://[user@]host[:port]/path,
/// rsync://host/module/path or host:path, by rsync; rclone:REMOTE:PATH, by rclone. Throws Error(usage) for
/// any other text, and if it contains a password. `tmp`: for lists of files.
std::unique_ptr<Destination> destination(const std::string& text, const fs::path& tmp);

}  // namespace rpmworks::publishing
