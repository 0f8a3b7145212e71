// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/lock.hpp"

namespace rpmworks::buildroot {

/// An entry of the cache. Nobody removes it while this object lives.
struct CacheEntry {
  fs::path folder;
  FileLock lock;  ///< shared
};

/// The disk usage of a tree, in bytes. Folders that this user cannot read are skipped.
uint64_t disk_usage(const fs::path& tree);

/// Build roots and layers, found again by what they were made from. The least recently used ones are removed
/// when the cache exceeds its limit.
///
/// Only its owner can enter the folder: roots hold setuid programs and world-writable folders. Builds reach
/// them through mounts that are made before privileges are dropped.
///
///     KEY/        a complete entry
///     KEY.lock    held shared by its users, exclusively by the process that makes or removes it
///     KEY.part    an entry in the making; one that a killed process left is removed once its lock is free
class RootCache {
 public:
  RootCache(fs::path folder, uint64_t limit_bytes) : m_folder(std::move(folder)), m_limit(limit_bytes) {}

  const fs::path& folder() const { return m_folder; }

  /// The entry of `key`. If there is none, `make` fills an empty folder; no other process makes the same
  /// entry meanwhile or sees it before it is complete. If an entry was changed (see seal.hpp), `on_broken` is
  /// called with the difference, and the entry is made again.
  CacheEntry get(const std::string& key, const std::function<void(const fs::path&)>& make,
                 const std::function<void(const std::string&)>& on_broken = {}) const;

  /// A folder for one build. ~Scratch removes it, or sweep after its process was killed.
  class Scratch {
   public:
    Scratch(fs::path folder, FileLock lock) : m_folder(std::move(folder)), m_lock(std::move(lock)) {}
    Scratch(Scratch&& other) noexcept
        : m_folder(std::exchange(other.m_folder, {})), m_lock(std::move(other.m_lock)) {}
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch();
    const fs::path& path() const { return m_folder; }

   private:
    fs::path m_folder;
    FileLock m_lock;
  };
  /// Its name ends in `suffix`.
  Scratch scratch(const std::string& suffix = {}) const;

  /// Removes leftovers of killed processes.
  void sweep() const;
  /// Removes the least recently used entries that nobody is using, until the rest fits the limit.
  void prune() const;

 private:
  fs::path lock_of(const std::string& name) const { return m_folder / (name + ".lock"); }
  fs::path m_folder;
  uint64_t m_limit;
};

}  // namespace rpmworks::buildroot
