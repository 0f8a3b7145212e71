// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/beneath.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "core/error.hpp"
#include "core/handle.hpp"
#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

FileDescriptor open_beneath(const fs::path& tree, const fs::path& path, unsigned flags) {
  const FileDescriptor root(::open(tree.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw system_error("open", tree.string());
  open_how how{};
  how.flags = flags | O_CLOEXEC | O_NONBLOCK;  // do not wait for the writer of a FIFO
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;
  return FileDescriptor(static_cast<int>(::syscall(SYS_openat2, root.get(), path.c_str(), &how, sizeof how)));
}

// The entries of a folder that have this type (S_IFREG …), sorted.
std::vector<std::string> entries_beneath(const fs::path& tree, const fs::path& folder, mode_t type) {
  FileDescriptor fd = open_beneath(tree, folder, O_RDONLY | O_DIRECTORY);
  if (!fd) {
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return {};
    throw system_error("open", (tree / folder).string());
  }
  std::vector<std::string> names;
  const Owned<DIR, ::closedir> listing(::fdopendir(::dup(fd.get())));
  if (!listing) throw system_error("list", (tree / folder).string());
  while (const dirent* const entry = ::readdir(listing.get())) {
    struct stat info {};
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (::fstatat(fd.get(), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
        (info.st_mode & S_IFMT) == type)
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::vector<std::string> files_beneath(const fs::path& tree, const fs::path& folder) {
  return entries_beneath(tree, folder, S_IFREG);
}

std::vector<std::string> folders_beneath(const fs::path& tree, const fs::path& folder) {
  return entries_beneath(tree, folder, S_IFDIR);
}

void copy_from_beneath(const fs::path& tree, const fs::path& file, const fs::path& to) {
  const FileDescriptor fd = open_beneath(tree, file, O_RDONLY);
  if (!fd) throw system_error("open", (tree / file).string());
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw system_error("stat", (tree / file).string());
  if (!S_ISREG(info.st_mode))
    throw Error(ExitCode::build, fmt::format("{} is not a regular file", file.string()));
  // Copying a sparse file would fill the disk with its holes.
  constexpr off_t k_block = 512;
  constexpr off_t k_least = 8;  // at least this part is allocated; compression saves less
  if (info.st_blocks * k_block < info.st_size / k_least)
    throw Error(ExitCode::build,
                fmt::format("the build made {}, a sparse file of {} without any data",
                            file.filename().string(), human_bytes(static_cast<uint64_t>(info.st_size))))
        .hint("look for the command of the spec that makes it, such as truncate, fallocate or dd");
  copy_file_contents(fmt::format("/proc/self/fd/{}", fd.get()), to);
}

}  // namespace rpmworks::buildroot
