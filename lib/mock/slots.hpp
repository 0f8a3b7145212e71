// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::mock {

/// A root (--uniqueext) and caches (cache_topdir) for one mock at a time. mock holds an exclusive lock on its
/// package cache while its package manager runs, so parallel builds need caches of their own.
class Slot {
 public:
  Slot(fs::path folder, std::string extension, FileLock lock)
      : m_folder(std::move(folder)), m_extension(std::move(extension)), m_lock(std::move(lock)) {}

  const fs::path& folder() const { return m_folder; }
  const std::string& extension() const { return m_extension; }
  fs::path caches() const { return m_folder / "cache"; }
  /// The repository of the product's packages that the build sees.
  fs::path local() const { return m_folder / "local"; }

  /// Records how to clean up after a mock, before it starts. If this process dies, the next user of the slot
  /// cleans up.
  void will_need(const std::vector<std::string>& cleaning) const;
  /// Removes the record, because mock has cleaned up.
  void is_clean() const;
  /// Runs the recorded cleanup, if any. An interrupt does not stop it. Warns of what it cannot undo.
  void clean(Reporter& reporter) const;

 private:
  fs::path note() const { return m_folder / "to-clean.json"; }
  fs::path m_folder;
  std::string m_extension;
  FileLock m_lock;
};

/// The slots in a user's cache:
///
///     N.lock                          held by the user of the slot
///     N/cache, N/local, N/to-clean.json
class Slots {
 public:
  explicit Slots(fs::path folder) : m_folder(std::move(folder)) {}
  /// The first free slot, cleaned up if necessary.
  Slot take(Reporter& reporter) const;
  /// Cleans up after killed processes in all free slots.
  void sweep(Reporter& reporter) const;

 private:
  Slot slot(unsigned number, FileLock lock) const;
  fs::path lock_of(unsigned number) const { return m_folder / (std::to_string(number) + ".lock"); }
  fs::path m_folder;
};

/// The mount points in this process's mount namespace that belong to the roots of a slot.
std::vector<std::string> mounts_of(const std::string& extension, std::string_view mountinfo);

}  // namespace rpmworks::mock
