// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::build {

/// What build.log says about a failed build.
struct Failure {
  std::string phase;  ///< "%prep", "%build", "%install", "%check", "files", "BuildRequires" or ""
  std::string hint;   ///< what to do about it, if the log shows a cause known well
  std::vector<std::string> lines;    ///< the end of the log, without rpm's closing repetition
  std::vector<std::string> missing;  ///< BuildRequires that rpmbuild asked for
  bool no_space = false;
};

Failure diagnose(std::string_view build_log);

}  // namespace rpmworks::build
