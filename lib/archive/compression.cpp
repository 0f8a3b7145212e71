// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "archive/tarball.hpp"

namespace rpmworks::archive {

std::optional<Compression> compression_of(std::string_view file_name) {
  struct Ending {
    std::string_view text;
    Compression compression;
  };
  static constexpr std::array<Ending, 12> k_endings{{{".tar.gz", Compression::gzip},
                                                     {".tgz", Compression::gzip},
                                                     {".tar.bz2", Compression::bzip2},
                                                     {".tbz2", Compression::bzip2},
                                                     {".tbz", Compression::bzip2},
                                                     {".tb2", Compression::bzip2},
                                                     {".tar.xz", Compression::xz},
                                                     {".txz", Compression::xz},
                                                     {".tar.zst", Compression::zstd},
                                                     {".tar.zstd", Compression::zstd},
                                                     {".tzst", Compression::zstd},
                                                     {".tar", Compression::none}}};
  for (const auto& ending : k_endings)
    if (file_name.size() > ending.text.size() && file_name.ends_with(ending.text)) return ending.compression;
  return std::nullopt;
}

}  // namespace rpmworks::archive
