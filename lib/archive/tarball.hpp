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

/// The compression that a source's file name asks for (".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz",
/// ".txz",
/// ".tar.zst", ".tar"); nothing for a name that is no tar archive's.
std::optional<Compression> compression_of(std::string_view file_name);

/// Writes a tar archive whose bytes depend only on what is put in: pax format as git archive writes it, owner
/// root/root, one time for all members, modes 0664/0775/0777 as git archive's default tar.umask 0002 gives.
/// Compression uses several threads where it pays, in blocks of fixed size, so that the bytes do not depend
/// on their number.
class TarWriter {
 public:
  /// `comment` goes into the pax global header, as git archive puts the commit id there; empty for none.
  TarWriter(const fs::path& file, Compression compression, int64_t mtime, const std::string& comment,
            unsigned threads);
  ~TarWriter();
  void add_file(const std::string& path, std::string_view content, bool executable);
  void add_symlink(const std::string& path, const std::string& target);
  void add_folder(const std::string& path);
  /// Writes the end. Without it the destructor removes the partial file.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
