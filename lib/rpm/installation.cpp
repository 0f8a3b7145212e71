// SPDX-License-Identifier: GPL-3.0-or-later
//
// Separate from spec.cpp, so that rpmworks itself does not have to load the library that parses specs: only
// the program in the sandbox does.
#include <rpm/rpmlib.h>

#include <algorithm>
#include <vector>

#include "core/digest.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::rpm {

std::string macro_files_sha256() {
  static const std::string digest = [] {
    // The paths visible in the sandbox, which has no /etc and no home folders.
    std::vector<fs::path> files;
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator("/usr/lib/rpm", ignored)) {
      if (!entry.is_regular_file(ignored)) continue;
      const std::string name = entry.path().filename().string();
      if (name == "macros" || name == "rpmrc" || name.starts_with("macros.") || name.ends_with(".attr"))
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    Digest all;
    for (const auto& file : files) all.field(file.string()).field(digest_of_file(file));
    return all.hex();
  }();
  return digest;
}

std::string rpm_version() {
  return RPMVERSION;
}

}  // namespace rpmworks::rpm
