// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::engine {

/// The parts of a failed rpmbuild's log that show why it failed.
struct RpmbuildLog {
  std::string phase;  ///< "%prep", "%build" …; "files" for errors of %files, "BuildRequires"; "" if not known
  std::vector<std::string> section;  ///< the output of the failed section, with the shell's trace
  std::vector<std::string> errors;   ///< rpm's error messages without "error: "; some have several lines
  bool is_mixed = false;             ///< mock joined unfinished lines of stdout and stderr
};

/// Reads the log of one rpmbuild. mock joins unfinished lines of stdout and stderr, so "error: " can be alone
/// on a line, or before the output of another program. rpm repeats its messages below "RPM build errors:",
/// where they are intact.
RpmbuildLog read_rpmbuild_log(std::string_view log);

}  // namespace rpmworks::engine
