// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/own_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "core/handle.hpp"

namespace rpmworks {

namespace {

constexpr int k_folder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

Error link_refused(int parent, const std::string& name, const fs::path& shown) {
  char target[4096];
  const ssize_t size = ::readlinkat(parent, name.c_str(), target, sizeof target);
  const std::string to = size > 0 ? std::string(target, static_cast<size_t>(size)) : "somewhere else";
  return Error(ExitCode::invalid, fmt::format("{} is a symbolic link, to {}", shown.string(), to))
      .note("rpmworks writes and removes files there; it follows no link, which may come from a checkout")
      .hint(
          "remove the link; to keep these files elsewhere, use --workspace, --store or --cache, or a bind "
          "mount");
}

Error no_folder(const fs::path& shown) {
  return Error(ExitCode::invalid, fmt::format("{} is not a folder", shown.string()))
      .note("rpmworks keeps its own files in a folder of that name")
      .hint("move it away");
}

struct stat status_of(int folder, const fs::path& shown) {
  struct stat info {};
  if (::fstat(folder, &info) != 0) throw system_error("stat", shown.string());
  return info;
}

constexpr const char* k_other_places =
    "run as that user, remove the folder, or give this run folders of its own with --workspace, --store and "
    "--cache";

void require_mine(int folder, const fs::path& shown, const std::string& other_places = k_other_places) {
  const struct stat info = status_of(folder, shown);
  if (!is_own(info.st_uid))
    throw Error(ExitCode::invalid,
                fmt::format("the folder {} belongs to another user (uid {})", shown.string(), info.st_uid))
        .note(fmt::format(
            "this run has the uid {} and does not trust files that other users may have put there",
            ::geteuid()))
        .hint(other_places);
  if ((info.st_mode & 022) != 0)
    throw Error(ExitCode::invalid, fmt::format("others can write into {} (its mode is {:04o})",
                                               shown.string(), info.st_mode & 07777U))
        .note("they may have put files there that this run would trust")
        .hint(fmt::format("check its contents, then remove the permission with: chmod go-w {}",
                          shown.string()));
}

// Opens the folder `name` in `parent`, whoever owns it. Returns nothing if it does not exist.
std::optional<FileDescriptor> open_real(int parent, const std::string& name, const fs::path& shown) {
  FileDescriptor fd(::openat(parent, name.c_str(), k_folder | O_NOFOLLOW));
  if (!fd && errno == ENOENT) return std::nullopt;
  if (!fd && (errno == ENOTDIR || errno == ELOOP)) {
    struct stat info {};
    if (::fstatat(parent, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode))
      throw link_refused(parent, name, shown);
    throw no_folder(shown);
  }
  if (!fd) throw system_error("open", shown.string());
  return fd;
}

std::optional<FileDescriptor> open_own(int parent, const std::string& name, const fs::path& shown) {
  auto fd = open_real(parent, name, shown);
  if (fd) require_mine(fd->get(), shown);
  return fd;
}

bool is_member_of(gid_t group) {
  if (group == ::getegid()) return true;
  std::vector<gid_t> groups(static_cast<size_t>(std::max(0, ::getgroups(0, nullptr))));
  groups.resize(
      static_cast<size_t>(std::max(0, ::getgroups(static_cast<int>(groups.size()), groups.data()))));
  return std::ranges::find(groups, group) != groups.end();
}

std::string group_name(gid_t group) {
  const struct group* const entry = ::getgrgid(group);
  return entry ? entry->gr_name : fmt::format("with the number {}", group);
}

FileDescriptor open_trusted(const fs::path& folder) {
  FileDescriptor fd(::open(folder.c_str(), k_folder));
  if (!fd) throw system_error("open", folder.string());
  return fd;
}

void refuse_links(int folder, const fs::path& shown, int depth) {
  const int copy = ::openat(folder, ".", k_folder);
  const Owned<DIR, ::closedir> listing(copy < 0 ? nullptr : ::fdopendir(copy));
  if (!listing) throw system_error("list", shown.string());
  std::vector<std::string> folders;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    unsigned char type = entry->d_type;
    if (type == DT_UNKNOWN) {
      struct stat info {};
      if (::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
      type = S_ISLNK(info.st_mode) ? DT_LNK : S_ISDIR(info.st_mode) ? DT_DIR : DT_REG;
    }
    if (type == DT_LNK) throw link_refused(folder, name, shown / name);
    if (type == DT_DIR && depth > 1) folders.push_back(name);
  }
  for (const auto& name : folders)
    if (const auto inner = open_own(folder, name, shown / name))
      refuse_links(inner->get(), shown / name, depth - 1);
}

// The user who called sudo, from the variable that sudo sets. Nothing unless this process runs as root: any
// other user can set the variable.
std::optional<uid_t> user_behind_sudo() {
  const char* const text = ::geteuid() == 0 ? std::getenv("SUDO_UID") : nullptr;
  if (!text || !*text) return std::nullopt;
  char* end = nullptr;
  const unsigned long uid = std::strtoul(text, &end, 10);
  return *end == '\0' && uid != 0 ? std::optional(static_cast<uid_t>(uid)) : std::nullopt;
}

}  // namespace

bool is_own(uid_t uid) {
  return uid == ::geteuid() || user_behind_sudo() == uid;
}

fs::perms private_mode() {
  return user_behind_sudo() ? fs::perms(0755) : fs::perms(0700);
}

fs::path make_own_folders(const fs::path& trusted, const fs::path& below, fs::perms mode) {
  make_folders(trusted);
  FileDescriptor parent = open_trusted(trusted);
  fs::path shown = trusted;
  for (const auto& name : below) {
    shown /= name;
    auto child = open_own(parent.get(), name.string(), shown);
    if (!child) {
      if (::mkdirat(parent.get(), name.c_str(), static_cast<mode_t>(mode)) != 0 && errno != EEXIST)
        throw system_error("create the folder", shown.string());
      child = open_own(parent.get(), name.string(), shown);
      if (!child) throw system_error("create the folder", shown.string());
    }
    parent = std::move(*child);
  }
  return shown;
}

std::string require_own_or_team_folder(const fs::path& trusted, const std::string& name) {
  if (!is_there(trusted)) return {};
  const fs::path shown = trusted / name;
  const auto folder = open_real(open_trusted(trusted).get(), name, shown);
  if (!folder) return {};
  const struct stat info = status_of(folder->get(), shown);
  const bool is_for_a_group = (info.st_mode & 020) != 0 && (info.st_mode & 002) == 0;
  // A group that this user is not in may be less trusted than the user, especially if the user is root: that
  // stays an error.
  if (is_for_a_group && (info.st_mode & S_ISGID) != 0 && is_member_of(info.st_gid))
    return group_name(info.st_gid);
  try {
    require_mine(folder->get(), shown);
  } catch (Error& error) {
    if (!is_for_a_group || !is_own(info.st_uid) || !is_member_of(info.st_gid)) throw;
    throw std::move(error).hint(
        fmt::format("remove the permission with: chmod g-w {0}; or, to share the folder with the group {1} "
                    "on purpose: chmod g+s {0}",
                    shown.string(), group_name(info.st_gid)));
  }
  return {};
}

void require_own_place(const fs::path& place, int depth, const std::string& other_places) {
  if (!is_there(place)) return;
  const FileDescriptor folder(::open(place.c_str(), k_folder));
  if (!folder && errno == ENOTDIR) throw no_folder(place);
  if (!folder) throw system_error("open", place.string());
  require_mine(folder.get(), place, other_places);
  if (depth > 0) refuse_links(folder.get(), place, depth);
}

void require_own_folder(const fs::path& trusted, const fs::path& below, int depth) {
  if (!is_there(trusted)) return;
  FileDescriptor parent = open_trusted(trusted);
  fs::path shown = trusted;
  for (const auto& name : below) {
    shown /= name;
    auto child = open_own(parent.get(), name.string(), shown);
    if (!child) return;
    parent = std::move(*child);
  }
  if (depth > 0) refuse_links(parent.get(), shown, depth);
}

}  // namespace rpmworks
