// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <fstream>
#include <string>

#include "core/files.hpp"

namespace rpmworks::test {

/// The most memory that this process held since the object was made (proc(5), clear_refs and VmHWM).
class PeakMemory {
 public:
  PeakMemory() { std::ofstream("/proc/self/clear_refs") << "5"; }
  /// Always true under the address sanitizer, whose own memory is many times the program's.
  bool is_below(unsigned long mebibytes) const {
#ifdef __SANITIZE_ADDRESS__
    return mebibytes > 0;
#else
    const std::string status = read_file("/proc/self/status");
    return std::stoul(status.substr(status.find("VmHWM:") + 6)) / 1024 < mebibytes;
#endif
  }
};

}  // namespace rpmworks::test
