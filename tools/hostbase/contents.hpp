// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "alternatives.hpp"
#include "bytecode.hpp"
#include "deb.hpp"

namespace rpmworks::hostbase {

/// The data from a Debian package's files that a recipe needs besides the control data.
struct Contents {
  std::vector<Entry> entries;
  std::vector<std::string> conffiles;
  std::vector<Alternative> alternatives;
  std::vector<std::string> provides;  ///< found in the files
  int64_t newest = 0;
  bool operator==(const Contents&) const = default;
};

/// Unpacks a package below `root` and compiles its Python modules.
Deb unpack_and_compile(const fs::path& deb, const fs::path& root, const PythonCompiler& compiler);

/// Unpacks, compiles and reads all data. `python` is the version of the release's python3.
Contents unpack_and_read(const fs::path& deb, const fs::path& root, const std::string& python,
                         const PythonCompiler& compiler);

/// As JSON, so that an unchanged package need not be unpacked again.
std::string to_json(const Contents& contents);
Contents contents_from_json(const std::string& json);

}  // namespace rpmworks::hostbase
