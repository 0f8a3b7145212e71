// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rpmworks::archive {

constexpr size_t k_tar_record = 512;        ///< everything in a tar file starts at a multiple of this
constexpr size_t k_tar_block = 20UL * 512;  ///< the archive is padded to a multiple of this

/// The header data of one member. The format is POSIX.1-2008 ustar with pax headers; where the standard
/// allows choices, it follows git's archive-tar.
struct TarMember {
  enum class Type : char { file = '0', symlink = '2', folder = '5' };
  Type type = Type::file;
  std::string path;    ///< folders end in '/'
  std::string target;  ///< of symlinks
  bool executable = false;
  uint64_t size = 0;  ///< of files
  int64_t mtime = 0;
};

/// Whether ustar's fields cannot store the member, so that it needs a pax header, whose name contains an id.
bool needs_pax_header(const TarMember& member);

/// The header records before the member's content: a pax header if needed, then its own.
std::string member_header(const TarMember& member, const std::string& id);

/// The pax global header with a comment, and the time if ustar's field cannot store it. Empty if there is
/// neither.
std::string global_header(const std::string& comment, int64_t mtime);

/// The zeros that fill `written` bytes up to the next record.
size_t padding_of(uint64_t written);

/// The zeros that end an archive of `written` bytes: two records, then up to a whole block.
size_t trailer_of(uint64_t written);

}  // namespace rpmworks::archive
