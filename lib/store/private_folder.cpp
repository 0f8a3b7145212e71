// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/private_folder.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <vector>

#include "core/error.hpp"

namespace rpmworks::store {

namespace {

// In a cache that was restored from a backup, folders may belong to the owner that they had on another
// machine. If only root can have created such a folder here, root removes it with its contents.
void remove_foreign(const fs::path& folder) {
  struct stat info {};
  if (::geteuid() != 0 || ::lstat(folder.c_str(), &info) != 0) return;
  if (!S_ISDIR(info.st_mode) || info.st_uid == 0) return;
  struct stat parent {};
  if (::lstat(folder.parent_path().c_str(), &parent) != 0) return;
  if (!S_ISDIR(parent.st_mode) || parent.st_uid != 0 || (parent.st_mode & 022) != 0) return;
  const TempDir aside(folder.parent_path(), ".foreign-");
  rename_file(folder, aside.path() / "folder");
}

}  // namespace

void make_private_folder(const fs::path& folder) {
  if (folder.has_parent_path()) make_folders(folder.parent_path());
  remove_foreign(folder);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    throw system_error("create the folder", folder.string());
  const FileDescriptor fd = open_for_reading(folder);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw system_error("stat", folder.string());
  if (!S_ISDIR(info.st_mode))
    throw Error(ExitCode::failed, fmt::format("{} is not a folder", folder.string()))
        .hint("remove it, or choose another place with --cache");
  if (info.st_uid != ::geteuid())
    throw Error(ExitCode::failed,
                fmt::format("the folder {} belongs to another user (uid {})", folder.string(), info.st_uid))
        .hint("choose a cache of your own with --cache, or remove this one");
  if ((info.st_mode & 022) != 0)
    throw Error(ExitCode::failed, fmt::format("others can write into {} (its mode is {:04o})",
                                              folder.string(), info.st_mode & 07777U))
        .hint(fmt::format("remove {} and run again: its contents are made again", folder.string()));
  if ((info.st_mode & 0777) != 0700 && ::fchmod(fd.get(), 0700) != 0)
    throw system_error("chmod", folder.string());
}

namespace {

std::vector<fs::path> entries_of(const fs::path& folder, const std::string& prefix) {
  std::vector<fs::path> found;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure))
    if (entry->path().filename().string().starts_with(prefix)) found.push_back(entry->path());
  return found;
}

bool is_old(const fs::path& path) {
  std::error_code failure;
  const auto touched = fs::last_write_time(path, failure);
  return !failure && touched < fs::file_time_type::clock::now() - std::chrono::hours(24);
}

// Ignores failures: the next run retries.
void try_to_remove(const fs::path& path) noexcept {
  try {
    remove_tree(path);
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace

void sweep_old(const fs::path& folder, const std::string& prefix) {
  for (const auto& path : entries_of(folder, prefix))
    if (is_old(path)) try_to_remove(path);
}

void sweep_unused(const fs::path& folder, const std::string& prefix) {
  for (const auto& path : entries_of(folder, prefix)) {
    bool cannot_tell = false;
    const FileDescriptor unused = lock_unused_folder(path, cannot_tell);
    if (unused || (cannot_tell && is_old(path))) try_to_remove(path);
  }
}

}  // namespace rpmworks::store
