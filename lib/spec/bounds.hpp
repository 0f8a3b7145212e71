// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace rpmworks::spec {

/// How far a spec may go while rpm parses it. A spec that goes further is an Error(invalid).
struct SpecBounds {
  std::chrono::milliseconds deadline{30000};
  uint64_t memory_bytes = 2UL << 30;  ///< address space of one process
  size_t printed_bytes = 16UL << 20;  ///< of what is said about the spec and of what its commands print
  uint64_t file_bytes = 64UL << 20;   ///< the largest file that may be written
};

}  // namespace rpmworks::spec
