// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::archive {

/// What an archive says of one of its members. Nothing of it is checked: a path may be anything.
struct Member {
  enum class Kind { file, folder, symlink, hardlink, special };
  std::string path;
  Kind kind = Kind::file;
  unsigned mode = 0;  ///< permission bits with setuid, setgid and sticky
  std::string user;
  std::string group;
  std::string
      target;  ///< of a symlink its text, of a hardlink the path of the member it shares the content of
  int64_t mtime = 0;  ///< seconds since 1970
};

/// Reads the members of an archive (ar, tar or cpio, compressed by gzip, bzip2, compress, lzip, lzma, xz or
/// zstd, or the cpio in an RPM package) one after another. No program of the machine is run. Every failure is
/// an Error(invalid) that says that the archive is damaged.
class Reader {
 public:
  enum class Formats { tar, tar_and_zip };
  /// `shown` is what messages call the archive, by default the path. With `tar_and_zip` it may also be a zip
  /// or 7z archive.
  explicit Reader(const fs::path& file, std::string shown = {}, Formats formats = Formats::tar);
  /// Reads the current member of `outer`, which is an archive itself, without unpacking it. `outer` must live
  /// on, and is not to be moved on meanwhile.
  explicit Reader(Reader& outer);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Members that hold more than this in all, gaps counted, are an Error(invalid): compressed, a small
  /// archive may hold a full disk.
  void limit_content(uint64_t bytes);

  /// Whether an Error said that the archive is damaged, and not that it goes beyond a limit.
  bool is_damaged() const;

  /// The next member, whether or not the content of the one before was read; nothing at the end.
  std::optional<Member> next();

  struct Piece {
    std::string_view bytes;  ///< valid until the next call
    int64_t offset = 0;      ///< where in the member they stand: what is left out between pieces is zeros
  };
  /// The next piece of the current member's content; nothing at its end.
  std::optional<Piece> next_piece();
  /// The whole content of the current member; more than `limit` bytes are an error.
  std::string read_all(size_t limit);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
