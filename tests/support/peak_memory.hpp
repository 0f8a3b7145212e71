// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

#include "core/files.hpp"
#include "support/sanitized.hpp"

namespace rpmworks::test {

/// The peak memory of this process since the object was created (proc(5), clear_refs and VmHWM).
class PeakMemory {
 public:
  PeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }
  /// Always true under a sanitizer, which needs many times the program's memory.
  bool is_below(unsigned long mebibytes) const {
    const std::string status = read_file("/proc/self/status");
    return k_is_sanitized || std::stoul(status.substr(status.find("VmHWM:") + 6)) / 1024 < mebibytes;
  }
};

}  // namespace rpmworks::test
