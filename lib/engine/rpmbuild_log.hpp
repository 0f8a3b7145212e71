// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::engine {

/// The parts of a failed rpmbuild's log that tell why it failed.
struct RpmbuildLog {
  std::string
      phase;  ///< "%prep", "%build" …; "files" for errors of %files, "BuildRequires"; "" when not known
  std::vector<std::string> section;  ///< what the section that failed printed, the shell's trace included
  std::vector<std::string> errors;   ///< rpm's own messages without "error: "; some have several lines
  bool is_mixed = false;             ///< unfinished lines of stdout and stderr were put together
};

/// Reads the log of one rpmbuild. mock joins unfinished lines of stdout and stderr, so that "error: " can
/// stand alone or before a line of another program; rpm repeats its messages below "RPM build errors:", and
/// there they are whole.
RpmbuildLog read_rpmbuild_log(std::string_view log);

}  // namespace rpmworks::engine
