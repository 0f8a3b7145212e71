// SPDX-License-Identifier: GPL-3.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/handle.hpp"

namespace rpmworks {

namespace {

// Removes everything below a folder. Each level of recursion holds a descriptor, so a folder that is nested
// too deeply is moved to the top and removed there.
class TreeRemover {
 public:
  TreeRemover(int top, const struct stat& info, fs::path shown)
      : m_top(top), m_device(info.st_dev), m_shown(std::move(shown)) {}
  void run() {
    do {
      m_moved = 0;
      remove_entries(m_top, m_shown, 0);
    } while (m_moved > 0);
  }

 private:
  static constexpr int k_deepest = 100;

  void remove_entries(int folder, const fs::path& shown, int depth) {
    struct stat info {};
    if (::fstat(folder, &info) != 0) throw system_error("stat", shown.string());
    if (info.st_dev != m_device)
      throw Error(ExitCode::failed, "will not remove across the mount point " + shown.string())
          .hint("unmount it first");
    if ((info.st_mode & 0700) != 0700) ::fchmod(folder, 0700);
    for (const auto& name : names_in(folder, shown)) remove_entry(folder, name.c_str(), shown, depth);
  }

  void remove_entry(int folder, const char* name, const fs::path& shown, int depth) {
    if (::unlinkat(folder, name, 0) == 0 || errno == ENOENT) return;
    if (errno != EISDIR && errno != EPERM) throw system_error("remove", (shown / name).string());
    FileDescriptor child(::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!child && errno == EACCES && ::fchmodat(folder, name, 0700, 0) == 0)
      child.reset(::openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!child) throw system_error("remove", (shown / name).string());
    if (depth == k_deepest && move_to_top(folder, name, child.get())) return;
    remove_entries(child.get(), shown / name, depth + 1);
    if (::unlinkat(folder, name, AT_REMOVEDIR) != 0 && errno != ENOENT)
      throw system_error("remove", (shown / name).string());
  }

  // A mount point cannot be moved; remove_entries reports it then.
  bool move_to_top(int folder, const char* name, int child) {
    ::fchmod(child, 0700);  // a move changes the folder's "..", so the folder must be writable
    const std::string free_name = fmt::format(".removing.{}.{}", ::getpid(), m_next++);
    if (::renameat(folder, name, m_top, free_name.c_str()) != 0) return false;
    ++m_moved;
    return true;
  }

  static std::vector<std::string> names_in(int folder, const fs::path& shown) {
    const int copy = ::fcntl(folder, F_DUPFD_CLOEXEC, 0);
    const Owned<DIR, ::closedir> listing(copy < 0 ? nullptr : ::fdopendir(copy));
    if (!listing) throw system_error("list", shown.string());
    ::rewinddir(listing.get());
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(listing.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
    }
    return names;
  }

  int m_top;
  dev_t m_device;
  fs::path m_shown;
  unsigned m_next = 0;
  size_t m_moved = 0;
};

}  // namespace

void remove_tree(const fs::path& tree) {
  struct stat info {};
  if (::lstat(tree.c_str(), &info) != 0) {
    if (errno == ENOENT) return;
    throw system_error("stat", tree.string());
  }
  if (!S_ISDIR(info.st_mode)) {
    if (::unlink(tree.c_str()) != 0 && errno != ENOENT) throw system_error("remove", tree.string());
    return;
  }
  FileDescriptor top(::open(tree.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top && errno == EACCES && ::chmod(tree.c_str(), 0700) == 0)
    top.reset(::open(tree.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!top) throw system_error("remove", tree.string());
  TreeRemover(top.get(), info, tree).run();
  if (::rmdir(tree.c_str()) != 0 && errno != ENOENT) throw system_error("remove", tree.string());
}

}  // namespace rpmworks
