// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: the beginning of a package file, which has a lead, then a signature header, then
// the main header (rpm's docs/manual/format.md).
#pragma once

#include <cstddef>
#include <string_view>

namespace rpmworks::rpm {

inline constexpr size_t k_lead_size = 96;
/// The first bytes of a header: magic number, version and four reserved bytes.
inline constexpr std::string_view k_header_magic("\x8e\xad\xe8\x01\0\0\0\0", 8);

}  // namespace rpmworks::rpm
