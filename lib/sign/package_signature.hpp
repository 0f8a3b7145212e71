// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::sign {

/// The length of a package file's lead and signature header with its padding: the part before the main
/// header, and the only part that signing changes. (Package file format: a lead of 96 bytes, then a header
/// structure of 8-byte magic, two big-endian counts, 16 bytes for each index entry and the data, padded to a
/// multiple of 8.) Throws Error(invalid) naming the file if it is not a package.
size_t signature_length(const fs::path& package);

/// The first `length` bytes of a file.
std::string first_bytes(const fs::path& file, size_t length);

/// Writes `start`, followed by the contents of `rest` from `offset` on, to a new file.
void splice(const std::string& start, const fs::path& rest, size_t offset, const fs::path& to);

/// Whether `file` has exactly the bytes that splice would write.
bool is_spliced(const fs::path& file, const std::string& start, const fs::path& rest, size_t offset);

/// The SHA-256 of the file that splice would write.
std::string spliced_digest(const std::string& start, const fs::path& rest, size_t offset);

}  // namespace rpmworks::sign
