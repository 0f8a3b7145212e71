// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/file_identity.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

namespace rpmworks::store {

namespace {

// The clock that the kernel uses for file times advances at least every 10 ms.
constexpr auto k_step = std::chrono::milliseconds(20);
// Some file systems note whole seconds, FAT even ones.
constexpr auto k_coarse_step = std::chrono::milliseconds(2020);

std::string text_of(const struct statx_timestamp& time) {
  return fmt::format("{}.{:09}", time.tv_sec, time.tv_nsec);
}

FileIdentity::Time ambiguous_until(const struct statx_timestamp& time) {
  const FileIdentity::Time noted(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  return noted + (time.tv_nsec == 0 ? k_coarse_step : k_step);
}

// A file that was copied or restored can have the inode number, size and mtime of another one, but not its
// birth time. The device is only used on file systems without birth times: its number may change whenever a
// file system is mounted.
std::string origin_of(const struct statx& info) {
  if ((info.stx_mask & STATX_BTIME) != 0) return text_of(info.stx_btime);
  return fmt::format("on {}:{}", info.stx_dev_major, info.stx_dev_minor);
}

}  // namespace

std::optional<FileStatus> FileStatus::at(int folder, const char* name) {
  struct statx info {};
  if (::statx(folder, name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS | STATX_BTIME, &info) != 0)
    return std::nullopt;
  return FileStatus(info);
}

std::optional<FileStatus> FileStatus::of(const fs::path& file) {
  return at(AT_FDCWD, file.c_str());
}

FileIdentity FileStatus::content() const {
  return {.text = fmt::format("{} {} {} {}", m_info.stx_ino, m_info.stx_size, text_of(m_info.stx_mtime),
                              origin_of(m_info)),
          .ambiguous_until = ambiguous_until(m_info.stx_mtime)};
}

FileIdentity FileStatus::content_and_ctime() const {
  FileIdentity identity = content();
  identity.text += " " + text_of(m_info.stx_ctime);
  identity.ambiguous_until = std::max(identity.ambiguous_until, ambiguous_until(m_info.stx_ctime));
  return identity;
}

}  // namespace rpmworks::store
