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

/// The compression that a source's file name asks for (".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz",
/// ".tar.xz", ".txz", ".tar.zst", ".tzst", ".tar"); nothing for a name that is no tar archive's.
std::optional<Compression> compression_of(std::string_view file_name);

/// The libraries that compress, with their versions: another one may make other bytes of the same content.
const std::string& compressors();

/// Writes a tar archive whose bytes depend only on what is put in: the stream is what `git archive
/// --format=tar` writes for the same members, byte for byte (owner root/root, one time for all members, modes
/// 0664/0775/0777 as its default tar.umask 0002 gives, pax headers for what ustar cannot say). Compression
/// uses several threads, in blocks of fixed size, so that the bytes do not depend on their number.
///
/// Folders above a member are written before it when they were not yet, so that unpacking does not depend on
/// the reader's umask; adding one explicitly as well does nothing. Members stand in the order of the calls.
///
/// Every path is checked: an absolute one, one with `.`, `..` or empty components, or a member that would be
/// unpacked through an earlier symlink is refused with Error(invalid).
class TarWriter {
 public:
  /// `comment` goes into the pax global header, as git archive puts the commit id there; empty for none.
  /// `threads` compress beside the caller's own. The archive appears as `file` when it is finished, replacing
  /// what was there; it is not synced to disk, being an intermediate product.
  TarWriter(const fs::path& file, Compression compression, int64_t mtime, const std::string& comment,
            unsigned threads);
  TarWriter(TarWriter&&) noexcept;
  TarWriter& operator=(TarWriter&&) noexcept;
  ~TarWriter();
  /// `id` is the git object's id, which git archive builds the names of pax headers from; without it that of
  /// the content is computed where it is needed (only for paths and targets that ustar cannot hold).
  void add_file(const std::string& path, std::string_view content, bool executable,
                const std::string& id = {});
  /// As add_file, with the content read piece by piece from a file, which must have `size` bytes. `id` must
  /// be given. Throws Error when the file has more or less, or another SHA-256 than `sha256`.
  void add_large_file(const std::string& path, const fs::path& content, uint64_t size,
                      const std::string& sha256, bool executable, const std::string& id);
  void add_symlink(const std::string& path, const std::string& target, const std::string& id = {});
  void add_folder(const std::string& path, const std::string& id = {});
  /// Writes the end. Without it the destructor removes the partial file.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
