// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/memory_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/vfs.h>

namespace rpmworks::buildroot {

std::optional<MemoryFolder::Space> MemoryFolder::space(pid_t process) {
  struct statfs info {};
  if (!m_open) {
    const std::string path = fmt::format("/proc/{}/root{}", process, fs::absolute(m_folder).string());
    FileDescriptor seen(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    struct stat inside {};
    struct stat outside {};
    // Before the mount the path leads to the folder itself, which may be in memory too.
    if (!seen || ::fstat(seen.get(), &inside) != 0 || ::stat(m_folder.c_str(), &outside) != 0 ||
        inside.st_dev == outside.st_dev)
      return std::nullopt;
    m_open = std::move(seen);
  }
  if (::fstatfs(m_open.get(), &info) != 0) return std::nullopt;
  const auto block = static_cast<uint64_t>(info.f_bsize);
  return Space{.used = (info.f_blocks - info.f_bfree) * block, .free = info.f_bavail * block};
}

}  // namespace rpmworks::buildroot
