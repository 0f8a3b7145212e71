// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::hostbase {

/// A file, folder or link of a package.
struct Entry {
  enum class Kind { file, folder, link };
  std::string path;  ///< installed path, usr-merged
  Kind kind = Kind::file;
  unsigned mode = 0;  ///< permission bits with setuid, setgid and sticky
  std::string user;
  std::string group;
  std::string target;  ///< of a symbolic link
  bool moved = false;  ///< the original path is outside of /usr: "/bin/sh" for "/usr/bin/sh"
  bool operator==(const Entry&) const = default;
};

/// The content of an unpacked Debian package.
struct Deb {
  std::vector<Entry> entries;          ///< sorted by path
  std::vector<std::string> conffiles;  ///< paths, usr-merged
  std::string postinst;                ///< the text of its maintainer script, which is not run
  int64_t newest = 0;                  ///< the newest time of its members, seconds since 1970
};

/// Unpacks a Debian package below `root` (created if missing) with /usr merged, without files that no build
/// reads. Files belong to the caller and have ordinary permissions; the entries have the real ones. Never
/// writes outside of `root`. Throws Error(invalid) for a damaged package.
Deb unpack_deb(const fs::path& file, const fs::path& root);

}  // namespace rpmworks::hostbase
