// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/rpmdb.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <mutex>

#include "core/error.hpp"
#include "core/handle.hpp"

namespace rpmworks::solve {

namespace {

constexpr std::array<const char*, 3> k_files{"rpmdb.sqlite", "Packages.db", "Packages"};
constexpr std::array<const char*, 4> k_places{"var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm",
                                              "root/.rpmdb"};

// A folder below a root, found as by a program that runs there: absolute links and ".." do not leave it.
FileDescriptor open_in_root(const FileDescriptor& root, const char* place) {
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  return FileDescriptor(static_cast<int>(::syscall(SYS_openat2, root.get(), place, &how, sizeof how)));
}

// Whether a folder has a database. Throws Error(invalid) if one of its files is none, but a link that could
// lead anywhere: a database may also write beside itself when it is read.
bool has_database(const FileDescriptor& folder, const fs::path& shown) {
  const fs::path real = fmt::format("/proc/self/fd/{}", folder.get());
  const bool found = std::ranges::any_of(
      k_files, [&](const char* file) { return fs::exists(fs::symlink_status(real / file)); });
  if (!found) return false;
  for (const auto& entry : fs::directory_iterator(real)) {
    if (entry.is_regular_file() && !entry.is_symlink()) continue;
    throw Error(ExitCode::invalid,
                fmt::format("{} is not a regular file", (shown / entry.path().filename()).string()))
        .hint("an rpm database is a folder with nothing but files; name a copy of it");
  }
  return true;
}

// The folder with the files of the database at `path`, and what to call it.
FileDescriptor database_folder(const fs::path& path) {
  FileDescriptor given(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (given) {
    if (has_database(given, path)) return given;
    for (const char* place : k_places) {
      FileDescriptor folder = open_in_root(given, place);
      if (folder && has_database(folder, path / place)) return folder;
    }
  }
  throw Error(ExitCode::invalid, fmt::format("{} has no rpm database", path.string()))
      .hint("name a folder with rpmdb.sqlite, Packages.db or Packages, or the root of an installed system");
}

}  // namespace

// librpm looks for a database in a root, at the place that its configuration says: so the root has it at
// every such place.
void add_rpmdb(Repo* repo, const fs::path& path) {
  const FileDescriptor folder = database_folder(path);
  const fs::path real = fs::read_symlink(fmt::format("/proc/self/fd/{}", folder.get()));
  const TempDir root(fs::temp_directory_path(), "rpmdb-");
  const char* home = std::getenv("HOME");
  const std::array<fs::path, 3> places{"var/lib/rpm", "usr/lib/sysimage/rpm",
                                       fs::path(home ? home : "/root").relative_path() / ".rpmdb"};
  for (const fs::path& place : places) {
    make_folders((root.path() / place).parent_path());
    fs::create_directory_symlink(real, root.path() / place);
  }
  // libsolv sets librpm's macro for the place while it opens the database, and every thread has the same
  // macros.
  static std::mutex alone;
  const std::lock_guard guard(alone);
  Pool* pool = repo->pool;
  pool_set_rootdir(pool, root.path().c_str());
  const int failed = repo_add_rpmdb(
      repo, nullptr, REPO_USE_ROOTDIR | REPO_REUSE_REPODATA | REPO_NO_INTERNALIZE | RPM_ADD_NO_RPMLIBREQS);
  pool_set_rootdir(pool, nullptr);
  if (failed) {
    throw Error(ExitCode::invalid, fmt::format("cannot read the rpm database {}", real.string()))
        .note(pool_errstr(pool));
  }
}

}  // namespace rpmworks::solve
