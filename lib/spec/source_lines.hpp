// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::spec {

/// What the unparsed text of a spec shows about its sources and patches.
struct SourceLines {
  /// Patterns (git::wildmatch) for file names, with "*" for each macro. Contains "*" if macros, Lua or
  /// included files may add more sources.
  std::vector<std::string> names;
  std::vector<std::string> paths;        ///< those with a folder before the name, as written
  std::vector<std::string> with_macros;  ///< those with a macro, as written, except plain URLs
  bool names_outside_path =
      false;  ///< another line of the preamble contains "..", so the spec may use files anywhere
};

SourceLines source_lines(std::string_view spec_text);

}  // namespace rpmworks::spec
