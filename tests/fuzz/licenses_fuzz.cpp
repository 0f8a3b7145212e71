// SPDX-License-Identifier: GPL-3.0-or-later
// For any License tag: no crash, the expression consists of printable ASCII, each LicenseRef is listed once,
// and the expression is its own translation. A licence that is refused is refused by an empty list too.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "licenses/refused.hpp"
#include "licenses/spdx.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string tag(reinterpret_cast<const char*>(data), size);
  const auto license = rpmworks::licenses::spdx_license(tag);
  if (!std::ranges::all_of(license.expression, [](char c) { return c >= ' ' && c <= '~'; })) std::abort();
  const auto again = rpmworks::licenses::spdx_license(license.expression);
  if (again.expression != license.expression || again.other.size() != license.other.size()) std::abort();
  const auto some = rpmworks::licenses::refused_licenses(tag, {"mit", "gplv2+"});
  const auto all = rpmworks::licenses::refused_licenses(tag, {});
  if (all.empty() || some.size() > all.size()) std::abort();
  return 0;
}
