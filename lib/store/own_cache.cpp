// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/own_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/own_folder.hpp"
#include "core/text.hpp"
#include "store/private_folder.hpp"

namespace rpmworks::store {

namespace {

bool is_others(const struct stat& info) {
  return !is_own(info.st_uid);
}

bool is_open_to_others(const struct stat& info) {
  return (info.st_mode & 022) != 0;
}

constexpr const char* k_hostbase = "hostbase";

// After a cache was restored from a backup, entries may belong to the owner that they had elsewhere. In a
// folder that belongs to root, only root can have created such entries, so root moves them aside and removes
// them. Links and their targets stay.
bool can_be_removed(const fs::path& cache, const fs::path& entry) {
  struct stat parent {};
  struct stat info {};
  return ::geteuid() == 0 && ::stat(cache.c_str(), &parent) == 0 && parent.st_uid == 0 &&
         !is_open_to_others(parent) && ::lstat(entry.c_str(), &info) == 0 && !S_ISLNK(info.st_mode) &&
         entry.filename() != k_hostbase;
}

void remove_foreign(const fs::path& cache, const std::vector<fs::path>& entries) {
  if (entries.empty()) return;
  const TempDir aside(cache, ".foreign-");
  for (const fs::path& entry : entries) rename_file(entry, aside.path() / entry.filename());
}

// Throws if an entry belongs to another user: it was created while the cache was open to others, or restored
// with another owner. If root removed such entries instead, returns a warning.
std::string require_own_entries(const fs::path& cache) {
  std::vector<fs::path> foreign;
  std::vector<std::string> names;
  std::error_code unreadable;
  for (fs::directory_iterator entry(cache, unreadable), end; !unreadable && entry != end;
       entry.increment(unreadable)) {
    struct stat info {};
    // For a link, which the user may have made to another disk, the owner of its target counts. Entries of
    // root are no risk, because root can do anything: an administrator may have made a base repository for
    // all users.
    if (::stat(entry->path().c_str(), &info) != 0 || !is_others(info) || info.st_uid == 0) continue;
    if (can_be_removed(cache, entry->path())) {
      foreign.push_back(entry->path());
      names.push_back(entry->path().filename().string());
      continue;
    }
    throw Error(ExitCode::failed, fmt::format("{} in the cache belongs to another user (uid {})",
                                              entry->path().string(), info.st_uid))
        .note(
            fmt::format("this run has the uid {} and does not use files that other users may have put there",
                        ::geteuid()))
        .hint(entry->path().filename() == k_hostbase
                  ? "remove it and make it again with rpmworks-hostbase; or choose another cache with --cache"
                  : "remove it, and rpmworks makes it again; or choose another cache with --cache");
  }
  remove_foreign(cache, foreign);
  if (names.empty()) return {};
  std::ranges::sort(names);
  return fmt::format(
      "entries of the cache {} that belonged to another user were removed and are made again: {}",
      cache.string(), join(names, ", "));
}

// The key that verifies the base repository lies in the base repository, so others must not be able to write
// there.
void require_closed_hostbase(const fs::path& cache) {
  const fs::path base = cache / "hostbase";
  const fs::path current = base / "current";
  for (const fs::path& path : {base, base / "states", current / ".", current / "RPM-GPG-KEY-hostbase",
                               current / "repodata", current / "repodata" / "repomd.xml"}) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !is_open_to_others(info)) continue;
    throw Error(ExitCode::failed,
                fmt::format("{} can be written by other users", path.lexically_normal().string()))
        .note("other users may have replaced packages or the key of the base repository")
        .hint(fmt::format("remove {}, and rpmworks-hostbase makes it again", base.string()));
  }
}

fs::path nearest_folder(fs::path path) {
  while (path.has_relative_path() && !is_there(path)) path = path.parent_path();
  return path;
}

OwnCache own_folder_within(const fs::path& cache, const struct stat& info) {
  const std::string why = is_others(info) ? fmt::format("belongs to another user (uid {})", info.st_uid)
                                          : "can be written by other users";
  const fs::path own = cache / fmt::format("uid-{}", ::geteuid());
  if (fs::is_symlink(fs::symlink_status(own)))
    throw Error(ExitCode::failed, fmt::format("{} is a symbolic link", own.string()))
        .note(fmt::format("the cache {} {}", cache.string(), why))
        .hint("choose a cache of your own with --cache");
  try {
    make_private_folder(own);
  } catch (Error& error) {
    throw std::move(error).note(fmt::format("the cache {} {}", cache.string(), why));
  }
  const std::string removed = require_own_entries(own);
  require_closed_hostbase(own);
  return {own,
          fmt::format("the cache {} {}: this run uses only its folder {}, which belongs to this user{}{}",
                      cache.string(), why, own.filename().string(), removed.empty() ? "" : "; ", removed)};
}

}  // namespace

OwnCache own_cache(const fs::path& given) {
  const fs::path cache = given.has_filename() ? given : given.parent_path();  // without a trailing '/'
  struct stat info {};
  if (::stat(cache.c_str(), &info) != 0) {
    if (errno != ENOENT) throw system_error("stat", cache.string());
    // If the folder cannot be created, commands that write to the cache report it; other commands need no
    // cache.
    if (::access(nearest_folder(cache).c_str(), W_OK) == 0)
      make_own_folders(cache.parent_path(), cache.filename(), private_mode());
    return {cache, ""};
  }
  if (is_others(info) || is_open_to_others(info)) return own_folder_within(cache, info);
  const std::string removed = require_own_entries(cache);
  require_closed_hostbase(cache);
  return {cache, removed};
}

}  // namespace rpmworks::store
