// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::engine {

/// What build.log tells about a failed build.
struct Failure {
  std::string phase;  ///< "%prep", "%build", "%install", "%check", "files", "BuildRequires" or ""
  std::string cause;  ///< the line of the log that tells most about the cause; "" if there is none
  std::string hint;   ///< what to do about a well-known cause; "" for any other
  std::vector<std::string> lines;    ///< the end of the log, without the summary that rpm repeats
  std::vector<std::string> missing;  ///< BuildRequires that rpmbuild asked for
  bool no_space = false;             ///< the log says that there is no space; see is_nearly_full
};

Failure diagnose(std::string_view build_log);

/// The hint of a failure, or advice where to look in the log if there is no hint.
std::string hint_or_log_advice(const std::string& hint, const std::string& cause);

/// A cause without the "error: " that rpm writes before it.
std::string_view without_error_prefix(std::string_view cause);

/// The last lines of a log. If the line with the cause is further up, the lines around it come first.
std::vector<std::string> lines_to_show(std::string_view log, const std::string& cause);

/// The last few MiB of a log. A build may write a log of any length.
std::string read_log_end(const fs::path& log);

/// Whether the file system of `folder` is nearly full. A log is no proof: any program can print the words.
bool is_nearly_full(const fs::path& folder);

}  // namespace rpmworks::engine
