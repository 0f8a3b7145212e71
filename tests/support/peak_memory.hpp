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
  unsigned long mebibytes() const {
    const std::string status = read_file("/proc/self/status");
    return std::stoul(status.substr(status.find("VmHWM:") + 6)) / 1024;
  }
};

}  // namespace rpmworks::test
