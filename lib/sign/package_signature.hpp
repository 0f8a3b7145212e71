// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::sign {

/// The length of a package file's lead and signature header with its padding: the part before the main
/// header, and the only part that signing changes. (Package file format: a lead of 96 bytes, then a header
/// structure of 8-byte magic, two big-endian counts, 16 bytes for each index entry and the data, padded to a
/// multiple of 8.) Throws Error(invalid) naming the file if it is not a package.
size_t signature_length(const fs::path& package);

/// The first `length` bytes of a file.
std::string first_bytes(const fs::path& file, size_t length);

/// The contents of a file, which the kernel reads when they are used.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& file);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return m_bytes; }

 private:
  std::string_view m_bytes;
};

/// Writes `start`, followed by the contents of `rest` from `offset` on, to a new file.
void splice(const std::string& start, const fs::path& rest, size_t offset, const fs::path& to);

/// Whether `file` has exactly the bytes that splice would write.
bool is_spliced(const fs::path& file, const std::string& start, const fs::path& rest, size_t offset);

}  // namespace rpmworks::sign
