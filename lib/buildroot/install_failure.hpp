// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::buildroot {

/// Why rpm could not install packages into a root.
struct InstallFailure {
  std::string cause;       ///< one line; the last line of the log where no cause is known
  std::string hint;        ///< what to do about it
  bool no_space = false;   ///< rpm says that the disk is full
  bool says_full = false;  ///< something says so; a scriptlet may write anything
};

/// Reads what `rpm --upgrade --verbose` printed.
InstallFailure diagnose_installation(std::string_view log);

}  // namespace rpmworks::buildroot
