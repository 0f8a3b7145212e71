// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/rpmdb.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <mutex>

#include "core/error.hpp"
#include "rpm/database.hpp"

namespace rpmworks::solve {

// libsolv looks for a database in a root, at one of several places: so the root has it at every such place.
void add_rpmdb(Repo* repo, const fs::path& path) {
  const rpm::DatabaseFolder folder(path);
  const fs::path real = folder.real();
  const TempDir root(fs::temp_directory_path(), "rpmdb-");
  const char* home = std::getenv("HOME");
  const std::array<fs::path, 3> places{"var/lib/rpm", "usr/lib/sysimage/rpm",
                                       fs::path(home ? home : "/root").relative_path() / ".rpmdb"};
  for (const fs::path& place : places) {
    make_folders((root.path() / place).parent_path());
    fs::create_directory_symlink(real, root.path() / place);
  }
  // libsolv sets librpm's macro for the place while it opens the database.
  const std::lock_guard guard(rpm::opening_databases());
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
