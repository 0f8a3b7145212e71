// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rpmworks::spec {

/// Limits for rpm while it parses a spec. Exceeding one is an Error(invalid).
struct Bounds {
  std::chrono::milliseconds deadline{30000};
  uint64_t memory_bytes = 2UL << 30;  ///< address space of one process
  size_t printed_bytes = 16UL << 20;  ///< rpm's answer plus the output of the spec's commands
  uint64_t file_bytes = 64UL << 20;   ///< largest file that may be written
};

}  // namespace rpmworks::spec
