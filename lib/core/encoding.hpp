// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rpmworks {

/// Bytes as base64 with padding, in one line (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);
/// Decodes base64 in one line. Returns nothing if the text has a character outside the base64 alphabet, or if
/// its length is not a multiple of 4.
std::optional<std::string> from_base64(std::string_view text);

/// Bytes as lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
/// Decodes hexadecimal digits of either case. Returns nothing for any other text.
std::optional<std::string> from_hex(std::string_view text);

/// Decodes the percent escapes in a part of a URL (RFC 3986, section 2.1). A '%' that starts no escape stays.
std::string percent_decoded(std::string_view text);

}  // namespace rpmworks
