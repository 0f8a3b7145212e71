// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes as abidiff's exit code and report, reading returns a difference that can be written and read
// again. A failure of abidiff is never a comparison.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "abi/difference.hpp"

using namespace rpmworks;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const abi::Difference difference = abi::read_abidiff(data[0], text, text);
  const bool has_failed = (data[0] & 3) != 0 || data[0] > 15;
  if (has_failed != (difference.verdict == abi::Verdict::unknown)) std::abort();
  const Json json = abi::to_json(difference);
  json.dump();
  if (!has_failed && abi::difference_of_json(json).lost_symbols != difference.lost_symbols) std::abort();
  return 0;
}
