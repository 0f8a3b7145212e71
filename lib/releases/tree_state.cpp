// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/tree_state.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "core/digest.hpp"
#include "core/error.hpp"
#include "core/handle.hpp"

namespace rpmworks::releases {

namespace {

// The clock that the kernel uses for file times advances at least every 10 ms.
constexpr auto k_settled_after = std::chrono::milliseconds(20);

std::string identity(const struct stat& info) {
  std::string text = fmt::format("{:o} {} {} {}.{:09}", info.st_mode, info.st_ino, info.st_size,
                                 info.st_mtim.tv_sec, info.st_mtim.tv_nsec);
  if (info.st_nlink == 1) text += fmt::format(" {}.{:09}", info.st_ctim.tv_sec, info.st_ctim.tv_nsec);
  return text;
}

class Walk {
 public:
  explicit Walk(const fs::path& folder) { add(AT_FDCWD, folder.c_str(), folder); }

  TreeState state() {
    const auto newest = std::chrono::system_clock::time_point(std::chrono::seconds(m_newest.tv_sec) +
                                                              std::chrono::nanoseconds(m_newest.tv_nsec));
    return {.digest = m_digest.hex(),
            .is_settled = newest + k_settled_after < std::chrono::system_clock::now()};
  }

 private:
  void add(int parent, const char* name, const fs::path& shown) {
    const int fd = ::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const Owned<DIR, ::closedir> listing(fd < 0 ? nullptr : ::fdopendir(fd));
    if (!listing) throw system_error("list", shown.string());
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(listing.get())) {
      const std::string_view entry_name = entry->d_name;
      if (entry_name != "." && entry_name != "..") names.emplace_back(entry_name);
    }
    std::ranges::sort(names);
    for (const auto& entry : names) {
      struct stat info {};
      if (::fstatat(fd, entry.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0)
        throw system_error("read the status of", (shown / entry).string());
      m_digest.field(entry);
      if (S_ISDIR(info.st_mode)) {
        // Its own times change when it is renamed, and say no more than the names in it.
        m_digest.field("folder");
        add(fd, entry.c_str(), shown / entry);
        m_digest.field("end");
        continue;
      }
      if (std::pair(info.st_mtim.tv_sec, info.st_mtim.tv_nsec) > std::pair(m_newest.tv_sec, m_newest.tv_nsec))
        m_newest = info.st_mtim;
      m_digest.field(identity(info));
    }
  }

  Digest m_digest;
  timespec m_newest{};
};

}  // namespace

std::string file_state(const fs::path& file) {
  struct stat info {};
  return ::stat(file.c_str(), &info) == 0 ? identity(info) : "";
}

TreeState tree_state(const fs::path& folder) {
  return Walk(folder).state();
}

}  // namespace rpmworks::releases
