// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::engine {

/// What build.log says about a failed build.
struct Failure {
  std::string phase;  ///< "%prep", "%build", "%install", "%check", "files", "BuildRequires" or ""
  std::string cause;  ///< the line of the log that says most about it; "" when none does
  std::string hint;   ///< what to do about it, if the log shows a cause known well
  std::vector<std::string> lines;    ///< the end of the log, without rpm's closing repetition
  std::vector<std::string> missing;  ///< BuildRequires that rpmbuild asked for
  bool no_space = false;             ///< something said so; see is_nearly_full
};

Failure diagnose(std::string_view build_log);

/// The hint of a failure; where the log shows none, where to read on.
std::string way_out(const std::string& hint, const std::string& cause);

/// A cause without rpm's "error: " before it.
std::string_view said_by_rpm(std::string_view cause);

/// The last lines of a log; where the line with the cause stands further up, the lines around it first.
std::vector<std::string> lines_to_show(std::string_view log, const std::string& cause);

/// The last few MiB of a log. How long it gets is up to what is built.
std::string end_of_log(const fs::path& log);

/// Whether the file system of `folder` has next to nothing left. Any log can quote the words.
bool is_nearly_full(const fs::path& folder);

}  // namespace rpmworks::engine
