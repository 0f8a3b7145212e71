// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::mock {

/// A place for one mock at a time: a root of its own (--uniqueext) and caches of its own (cache_topdir),
/// because mock holds the lock of its package cache exclusively while its package manager runs.
class MockSlot {
 public:
  MockSlot(fs::path folder, std::string extension, FileLock lock)
      : m_folder(std::move(folder)), m_extension(std::move(extension)), m_lock(std::move(lock)) {}

  const fs::path& folder() const { return m_folder; }
  const std::string& extension() const { return m_extension; }
  fs::path caches() const { return m_folder / "cache"; }
  /// The product's packages that the build sees.
  fs::path local() const { return m_folder / "local"; }

  /// Notes how to clean what a mock may leave here, before it starts: whoever comes next finds it, if this
  /// process does not come to it.
  void will_need(const std::vector<std::string>& cleaning) const;
  /// Nothing is left: mock has cleaned up itself.
  void is_clean() const;
  /// Runs the cleaning that is noted, if any, to its end although an interrupt asked for ours. What it cannot
  /// undo is told as a warning.
  void clean(Reporter& reporter) const;

 private:
  fs::path note() const { return m_folder / "to-clean.json"; }
  fs::path m_folder;
  std::string m_extension;
  FileLock m_lock;
};

/// The slots of a user's cache:
///
///     N.lock                          held by who uses it
///     N/cache, N/local, N/to-clean.json
class MockSlots {
 public:
  explicit MockSlots(fs::path folder) : m_folder(std::move(folder)) {}
  /// The first that nobody uses, cleaned if need be.
  MockSlot take(Reporter& reporter) const;
  /// Cleans what killed processes left in those that nobody uses.
  void sweep(Reporter& reporter) const;

 private:
  MockSlot slot(unsigned number, FileLock lock) const;
  fs::path lock_of(unsigned number) const { return m_folder / (std::to_string(number) + ".lock"); }
  fs::path m_folder;
};

/// The mount points of this process's namespace that belong to roots of a slot.
std::vector<std::string> mounts_of(const std::string& extension, std::string_view mountinfo);

}  // namespace rpmworks::mock
