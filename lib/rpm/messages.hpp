// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::rpm {

/// Part of rpm's message if it cannot write the payload of a package. rpm does not say why, and removes the
/// file (rpmfileStrerror of lib/rpmfi.c).
inline constexpr std::string_view k_payload_not_written = "cpio: write";

}  // namespace rpmworks::rpm
