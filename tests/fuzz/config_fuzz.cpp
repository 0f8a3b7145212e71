// SPDX-License-Identifier: GPL-3.0-or-later
// For any bytes, reading a configuration returns one or throws Error(invalid): no crash, no other exception.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string yaml(reinterpret_cast<const char*>(data), size);
  try {
    const auto config = rpmworks::config::parse(yaml, "repos.yaml", {.folder = "/hostbase"});
    if (config.product.empty()) std::abort();
  } catch (const rpmworks::Error& error) {
    if (error.code() != rpmworks::ExitCode::invalid || error.render().empty()) std::abort();
  }
  return 0;
}
