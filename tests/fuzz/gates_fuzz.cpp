// SPDX-License-Identifier: GPL-3.0-or-later
// For any License tag: no crash, and a licence that is refused is refused by an empty list too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gates/license_expression.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace rpmworks::gates;
  const std::string expression(reinterpret_cast<const char*>(data), size);
  const auto some = refused_licenses(expression, {"mit", "gplv2+"});
  const auto all = refused_licenses(expression, {});
  if (all.empty() || some.size() > all.size()) std::abort();
  return 0;
}
