// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::spec {

/// What the text of a spec that was not parsed tells of its sources and patches.
struct SourceLines {
  /// Patterns (git::wildmatch) for the names of their files: a macro may be anything. "*" when what is not
  /// read here (macros, Lua, included files) may name more.
  std::vector<std::string> names;
  std::vector<std::string> paths;        ///< those written with a folder before the name, as written
  std::vector<std::string> with_macros;  ///< those with a macro, as written, that are not plainly URLs
  bool leads_out = false;  ///< something else of the preamble says "..", so files anywhere may be meant
};

SourceLines source_lines(std::string_view spec_text);

}  // namespace rpmworks::spec
