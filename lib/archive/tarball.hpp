// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::archive {

enum class Compression { none, gzip, bzip2, xz, zstd };

/// The compression for a tar archive's file name (".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz", ".tar.xz",
/// ".txz", ".tar.zst", ".tzst",
/// ".tar"); nothing for other names.
std::optional<Compression> compression_of(std::string_view file_name);

/// The compression libraries with their versions: another version may give other bytes for the same content.
const std::string& compressors();

/// A file on this machine that is read in pieces while an archive is written.
struct LargeFile {
  fs::path content;    ///< its path
  uint64_t size = 0;   ///< bytes
  std::string sha256;  ///< of the content, in hexadecimal
};

/// Writes a tar archive whose bytes depend only on its content: the stream equals that of `git archive
/// --format=tar` for the same members, byte for byte (owner root/root, one time for all members, modes
/// 0664/0775/0777 as with the default tar.umask 0002, pax headers for values that ustar cannot store).
/// Compression uses several threads on blocks of fixed size, so that the bytes do not depend on their number.
///
/// Parent folders are written before a member if they were not yet, so that unpacking does not depend on the
/// reader's umask; adding one explicitly again does nothing. Members are in the order of the calls.
///
/// Every path is checked: absolute paths, `.`, `..` or empty components, and members that would be unpacked
/// through an earlier symlink are refused with Error(invalid).
class TarWriter {
 public:
  /// `comment` goes into the pax global header, like git archive's commit id; empty for none. `threads`
  /// compress in addition to the caller's thread. finish() moves the archive to `file`, replacing an existing
  /// one; it is not synced, because it is an intermediate file.
  TarWriter(const fs::path& file, Compression compression, int64_t mtime, const std::string& comment,
            unsigned threads);
  TarWriter(TarWriter&&) noexcept;
  TarWriter& operator=(TarWriter&&) noexcept;
  ~TarWriter();
  /// `id` is the git object id, from which git archive derives the names of pax headers; if empty, it is
  /// computed from the content when needed (only for paths and targets that ustar cannot store).
  void add_file(const std::string& path, std::string_view content, bool executable,
                const std::string& id = {});
  /// Like add_file, but reads the content from `file` in pieces. `id` is required. Throws Error if the file
  /// has another size or another SHA-256.
  void add_large_file(const std::string& path, const LargeFile& file, bool executable, const std::string& id);
  void add_symlink(const std::string& path, const std::string& target, const std::string& id = {});
  void add_folder(const std::string& path, const std::string& id = {});
  /// Ends the archive. Without this call, the destructor removes the partial file.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
