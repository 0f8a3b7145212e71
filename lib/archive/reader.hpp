// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/files.hpp"

namespace rpmworks::archive {

/// The data of an archive member, unchecked: its path may be anything.
struct Member {
  enum class Kind { file, folder, symlink, hardlink, special };
  std::string path;
  Kind kind = Kind::file;
  unsigned mode = 0;  ///< permission bits with setuid, setgid and sticky
  std::string user;
  std::string group;
  std::string target;  ///< symlink: its target; hardlink: path of the member with the content
  int64_t mtime = 0;   ///< seconds since 1970
};

/// Reads the members of an archive (ar, tar or cpio, compressed with gzip, bzip2, compress, lzip, lzma, xz or
/// zstd, or the cpio in an RPM package) in order. Runs no program. Every failure is an Error(invalid) that
/// says the archive is damaged.
class Reader {
 public:
  enum class Formats { tar, tar_and_zip };
  /// `shown` is the archive's name in messages, by default the path. `tar_and_zip` also accepts zip and 7z
  /// archives.
  explicit Reader(const fs::path& file, std::string shown = {}, Formats formats = Formats::tar);
  /// Reads the current member of `outer`, which is itself an archive, without unpacking it. `outer` must
  /// outlive this object and must not move to another member.
  explicit Reader(Reader& outer);
  Reader(Reader&&) noexcept;
  Reader& operator=(Reader&&) noexcept;
  ~Reader();

  /// Limits the total size of members, including gaps: a small compressed archive may contain a full disk.
  /// Exceeding it is an Error(invalid).
  void limit_content(uint64_t bytes);

  /// Whether an Error was about a damaged archive, not about a limit.
  bool is_damaged() const;

  /// The next member, even if the previous one was not read; nothing at the end.
  std::optional<Member> next();

  struct Piece {
    std::string_view bytes;  ///< valid until the next call
    int64_t offset = 0;      ///< position in the member; gaps between pieces are zeros
  };
  /// The next piece of the current member's content; nothing at its end.
  std::optional<Piece> next_piece();
  /// The whole content of the current member; an error if it has more than `limit` bytes.
  std::string read_all(size_t limit);

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::archive
