// SPDX-License-Identifier: GPL-3.0-or-later
// For any License tag: no crash, the expression consists of printable ASCII, each LicenseRef is listed once,
// and the expression is its own translation.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "licenses/spdx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string tag(reinterpret_cast<const char*>(data), size);
  const auto license = rpmworks::licenses::spdx_license(tag);
  if (!std::ranges::all_of(license.expression, [](char c) { return c >= ' ' && c <= '~'; })) std::abort();
  const auto again = rpmworks::licenses::spdx_license(license.expression);
  if (again.expression != license.expression || again.other.size() != license.other.size()) std::abort();
  return 0;
}
