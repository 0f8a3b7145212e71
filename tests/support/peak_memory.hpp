// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

#include "core/files.hpp"
#include "support/sanitized.hpp"

namespace rpmworks::test {

/// The most memory that this process held since the object was made (proc(5), clear_refs and VmHWM).
class PeakMemory {
 public:
  PeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }
  /// Always true under a sanitizer, whose own memory is many times the program's.
  bool is_below(unsigned long mebibytes) const {
    const std::string status = read_file("/proc/self/status");
    return k_is_sanitized || std::stoul(status.substr(status.find("VmHWM:") + 6)) / 1024 < mebibytes;
  }
};

}  // namespace rpmworks::test
