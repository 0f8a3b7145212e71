// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/disk_usage.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/pool.hpp"

namespace rpmworks::releases {

namespace {

constexpr uint64_t k_block = 512;  // of st_blocks

}  // namespace

FilesOnDisk::FilesOnDisk(const std::vector<fs::path>& folders, unsigned jobs) : m_folders(folders) {
  std::vector<std::vector<File>> lists(folders.size());
  parallel_for(folders.size(), jobs,
               [&](size_t i) { list(AT_FDCWD, folders[i].c_str(), folders[i], i, lists[i]); });
  size_t count = 0;
  for (const auto& one : lists) count += one.size();
  m_files.reserve(count);
  for (const auto& one : lists) m_files.insert(m_files.end(), one.begin(), one.end());
  std::ranges::sort(m_files, {}, &File::id);
}

void FilesOnDisk::list(int parent, const char* name, const fs::path& shown, size_t folder,
                       std::vector<File>& files) {
  const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  const Owned<DIR, ::closedir> listing(fd < 0 ? nullptr : ::fdopendir(fd));
  if (!listing) throw system_error("list", shown.string());
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name == "." || entry_name == "..") continue;
    struct stat info {};
    if (::fstatat(fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
      throw system_error("read the status of", (shown / entry_name).string());
    // The number of links of a folder is that of its subfolders.
    const bool is_folder = S_ISDIR(info.st_mode);
    files.push_back({.id = {info.st_dev, info.st_ino},
                     .bytes = static_cast<uint64_t>(info.st_blocks) * k_block,
                     .links = is_folder ? 1 : info.st_nlink,
                     .folder = folder});
    if (is_folder) list(fd, entry->d_name, shown / entry_name, folder, files);
  }
}

// The usage of each group of folders; `groups` has the group of each folder, from 0.
std::vector<DiskUsage> FilesOnDisk::usage(const std::vector<size_t>& groups) const {
  std::vector<DiskUsage> all(groups.empty() ? 0 : *std::ranges::max_element(groups) + 1);
  std::set<size_t> having;
  for (auto begin = m_files.begin(); begin != m_files.end();) {
    const auto end =
        std::find_if(begin, m_files.end(), [&](const File& file) { return file.id != begin->id; });
    having.clear();
    for (auto at = begin; at != end; ++at) having.insert(groups[at->folder]);
    for (const size_t group : having) all[group].total += begin->bytes;
    if (having.size() == 1) {
      DiskUsage& only = all[*having.begin()];
      only.own += begin->bytes;
      if (begin->links > static_cast<uint64_t>(end - begin)) only.linked += begin->bytes;
    }
    begin = end;
  }
  return all;
}

std::map<fs::path, DiskUsage> FilesOnDisk::each() const {
  std::vector<size_t> groups(m_folders.size());
  std::iota(groups.begin(), groups.end(), size_t{0});
  const auto all = usage(groups);
  std::map<fs::path, DiskUsage> by_folder;
  for (size_t i = 0; i < m_folders.size(); ++i) by_folder[m_folders[i]] = all[i];
  return by_folder;
}

DiskUsage FilesOnDisk::together(const std::set<fs::path>& some) const {
  if (some.empty()) return {};
  std::vector<size_t> groups;
  for (const auto& folder : m_folders) groups.push_back(some.contains(folder) ? 0 : 1);
  return usage(groups).front();
}

}  // namespace rpmworks::releases
