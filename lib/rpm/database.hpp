// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"

namespace rpmworks::rpm {

/// The main file of an rpm database: rpmdb.sqlite, Packages.db or Packages. `path` is the database's folder,
/// or the root of an installed system. Throws Error(invalid) if there is none.
fs::path database_file(const fs::path& path);

}  // namespace rpmworks::rpm
