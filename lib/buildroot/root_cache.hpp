// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/lock.hpp"

namespace rpmworks::buildroot {

/// Something made once and kept, that nobody removes while this object lives.
struct CacheEntry {
  fs::path folder;
  FileLock lock;  ///< shared
};

/// What a tree takes on disk, in bytes. Closed folders of others are passed over.
uint64_t disk_usage(const fs::path& tree);

/// Build roots and layers, found again by what they were made from; the least recently used go when they
/// become too many.
///
/// The folder is open to its owner alone: roots hold programs that are setuid and folders that all may write
/// to. Builds reach them through mounts that were made before they lost their privileges.
///
///     KEY/        an entry, whole
///     KEY.lock    held shared by who uses it, exclusively by who makes or removes it
///     KEY.part    one being made; what a killed process left of it goes when its lock can be had
class RootCache {
 public:
  RootCache(fs::path folder, uint64_t limit_bytes) : m_folder(std::move(folder)), m_limit(limit_bytes) {}

  const fs::path& folder() const { return m_folder; }

  /// The entry of `key`, which `make` fills (an empty folder given) when it is not there yet. Nobody else
  /// makes the same at the same time, and nobody sees it before it is whole. One that is not as it was made
  /// (see seal.hpp) is made anew, after `on_broken` was told what is different.
  CacheEntry get(const std::string& key, const std::function<void(const fs::path&)>& make,
                 const std::function<void(const std::string&)>& on_broken = {}) const;

  /// A folder for one build, removed with everything in it by ~Scratch, or by sweep once its process has
  /// died.
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
  /// `suffix` goes at the end of its name.
  Scratch scratch(const std::string& suffix = {}) const;

  /// Removes what killed processes left behind.
  void sweep() const;
  /// Removes the least recently used entries that nobody uses until the rest fits the limit.
  void prune() const;

 private:
  fs::path lock_of(const std::string& name) const { return m_folder / (name + ".lock"); }
  fs::path m_folder;
  uint64_t m_limit;
};

}  // namespace rpmworks::buildroot
