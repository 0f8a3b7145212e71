// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::archive {

/// Turns a complete DEFLATE stream (RFC 1951) into one that another stream can follow: removes the "last
/// block" flag and appends an empty stored block to align it to a byte. Only for streams that this process
/// just made; a malformed stream is a bug and throws std::logic_error.
void continue_deflate_stream(std::string& stream);

}  // namespace rpmworks::archive
