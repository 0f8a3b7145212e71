// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::buildroot {

/// Why rpm could not install packages into a root.
struct InstallFailure {
  std::string cause;       ///< one line; the last line of the log if no cause is known
  std::string hint;        ///< what to do about it
  bool no_space = false;   ///< rpm reports that the disk is full
  bool says_full = false;  ///< some program reports it; a scriptlet can print anything
};

/// Reads the output of `rpm --upgrade --verbose`.
InstallFailure diagnose_installation(std::string_view log);

}  // namespace rpmworks::buildroot
