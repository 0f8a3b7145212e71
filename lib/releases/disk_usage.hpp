// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::releases {

/// How much disk space a folder takes, in bytes. A file with several links in it counts once.
struct DiskUsage {
  uint64_t total = 0;
  uint64_t own = 0;  ///< of files that none of the other folders has
  /// The part of `own` whose files also have links elsewhere, such as in the store: removing the folder frees
  /// that only when those links are removed, too.
  uint64_t linked = 0;
};

/// The files of some folders, read once.
class FilesOnDisk {
 public:
  /// `jobs`: threads to read the folders with.
  FilesOnDisk(const std::vector<fs::path>& folders, unsigned jobs);

  /// The usage of each folder, compared with the others.
  std::map<fs::path, DiskUsage> each() const;
  /// The usage of some of the folders together, compared with the others.
  DiskUsage together(const std::set<fs::path>& some) const;

 private:
  struct File {
    std::pair<uint64_t, uint64_t> id;  ///< device and inode
    uint64_t bytes = 0;
    uint64_t links = 0;
    size_t folder = 0;  ///< its index
  };
  static void list(int parent, const char* name, const fs::path& shown, size_t folder,
                   std::vector<File>& files);
  std::vector<DiskUsage> usage(const std::vector<size_t>& groups) const;

  std::vector<fs::path> m_folders;
  std::vector<File> m_files;  ///< sorted by id
};

}  // namespace rpmworks::releases
