// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpm/database.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace rpmworks::rpm {

fs::path database_file(const fs::path& path) {
  for (const char* below : {"", "var/lib/rpm", "usr/lib/sysimage/rpm", "usr/share/rpm", "root/.rpmdb"}) {
    const fs::path folder = *below ? path / below : path;
    for (const char* file : {"rpmdb.sqlite", "Packages.db", "Packages"})
      if (fs::is_regular_file(folder / file)) return fs::canonical(folder) / file;
  }
  throw Error(ExitCode::invalid, fmt::format("{} has no rpm database", path.string()))
      .hint("name a folder with rpmdb.sqlite, Packages.db or Packages, or the root of an installed system");
}

}  // namespace rpmworks::rpm
