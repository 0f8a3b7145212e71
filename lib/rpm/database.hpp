// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

#include "core/files.hpp"

namespace rpmworks::rpm {

/// The folder of an rpm database. The database may be anybody's, for example of a container image.
class DatabaseFolder {
 public:
  /// Finds a database: `path` is its folder, or the root of an installed system. Symbolic links in a root
  /// lead to files in the root, as for a program that runs in it. Throws Error(invalid) if there is none, or
  /// if its folder has anything but regular files: a link could lead anywhere, and a database may also write
  /// beside itself when it is read.
  explicit DatabaseFolder(const fs::path& path);

  /// Where the folder is now, without links.
  fs::path real() const;
  /// rpmdb.sqlite, Packages.db or Packages.
  fs::path main_file() const;
  /// Leads to the same folder as long as this object exists, whatever others do to its path.
  fs::path pinned() const;
  /// Whether it was found below a root.
  bool is_in_root() const { return m_is_in_root; }

 private:
  FileDescriptor m_folder;
  bool m_is_in_root = false;
};

/// Whether there is a database in the folder `path` itself, or in a root.
bool has_rpm_database(const fs::path& path);

/// To be held while a database is opened: librpm learns its place from a macro, and all threads have the same
/// macros.
std::mutex& opening_databases();

}  // namespace rpmworks::rpm
