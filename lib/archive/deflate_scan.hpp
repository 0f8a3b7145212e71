// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::archive {

/// Turns a whole DEFLATE stream (RFC 1951) into one that another stream can follow: the mark of its last
/// block is removed, and an empty stored block brings it to the edge of a byte. Only for streams that a
/// compressor of this process just made; a stream that is not well-formed is a bug, and throws
/// std::logic_error.
void continue_deflate_stream(std::string& stream);

}  // namespace rpmworks::archive
