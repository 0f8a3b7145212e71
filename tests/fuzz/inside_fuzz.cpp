// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes, reading the answer of the sandboxed rpm returns one or throws Error(invalid): no crash, no
// other exception.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "inside/protocol.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string json(reinterpret_cast<const char*>(data), size);
  try {
    rpmworks::inside::Answer::from_json(json);
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  return 0;
}
