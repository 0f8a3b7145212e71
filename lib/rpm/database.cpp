// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/database.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "core/error.hpp"

namespace rpmworks::rpm {

namespace {

constexpr std::array<const char*, 3> k_database_files{"rpmdb.sqlite", "Packages.db", "Packages"};
constexpr std::array<const char*, 4> k_database_places{"var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm",
                                                       "root/.rpmdb"};

// A folder below a root, found as by a program that runs there: absolute links and ".." do not leave it.
FileDescriptor open_in_root(const FileDescriptor& root, const char* place) {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return FileDescriptor(static_cast<int>(::syscall(SYS_openat2, root.get(), place, &how, sizeof how)));
}

fs::path path_of(const FileDescriptor& folder) {
  return fmt::format("/proc/self/fd/{}", folder.get());
}

bool has_a_database_file(const FileDescriptor& folder) {
  return std::ranges::any_of(k_database_files, [&](const char* file) {
    std::error_code unreadable;
    return fs::exists(fs::symlink_status(path_of(folder) / file, unreadable));
  });
}

struct FoundDatabase {
  FileDescriptor folder;
  fs::path shown;
  bool is_in_root = false;
};

FoundDatabase found_database(const fs::path& path) {
  FileDescriptor given(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!given) return {};
  if (has_a_database_file(given)) return {.folder = std::move(given), .shown = path};
  for (const char* place : k_database_places) {
    FileDescriptor folder = open_in_root(given, place);
    if (folder && has_a_database_file(folder))
      return {.folder = std::move(folder), .shown = path / place, .is_in_root = true};
  }
  return {};
}

}  // namespace

DatabaseFolder::DatabaseFolder(const fs::path& path) {
  FoundDatabase found = found_database(path);
  if (!found.folder)
    throw Error(ExitCode::invalid, fmt::format("{} has no rpm database", path.string()))
        .hint("name a folder with rpmdb.sqlite, Packages.db or Packages, or the root of an installed system");
  m_folder = std::move(found.folder);
  m_is_in_root = found.is_in_root;
  for (const auto& entry : fs::directory_iterator(pinned())) {
    if (entry.is_regular_file() && !entry.is_symlink()) continue;
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a regular file", (found.shown / entry.path().filename()).string()))
        .hint("an rpm database is a folder with nothing but files; name a copy of it");
  }
}

fs::path DatabaseFolder::real() const {
  return fs::read_symlink(pinned());
}

fs::path DatabaseFolder::pinned() const {
  return path_of(m_folder);
}

fs::path DatabaseFolder::main_file() const {
  const fs::path folder = real();
  for (const char* file : k_database_files)
    if (fs::is_regular_file(folder / file)) return folder / file;
  throw Error(ExitCode::invalid, fmt::format("{} has no rpm database any more", folder.string()));
}

bool has_rpm_database(const fs::path& path) {
  return static_cast<bool>(found_database(path).folder);
}

std::mutex& opening_databases() {
  static std::mutex alone;
  return alone;
}

}  // namespace rpmworks::rpm
