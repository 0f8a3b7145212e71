// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rpmworks {

/// Bytes as base64 with padding, in one line (RFC 4648, section 4).
std::string to_base64(std::string_view bytes);
/// The bytes of base64 in one line; nothing for a letter that is none of it or a length that is not of whole
/// groups.
std::optional<std::string> from_base64(std::string_view text);

/// Bytes as lower-case hexadecimal digits.
std::string to_hex(std::string_view bytes);
/// The bytes of hexadecimal digits of either case; nothing for anything else.
std::optional<std::string> from_hex(std::string_view text);

/// A part of a URL without its percent escapes (RFC 3986, section 2.1). A '%' that begins none stays.
std::string percent_decoded(std::string_view text);

}  // namespace rpmworks
