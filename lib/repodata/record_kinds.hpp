// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include "store/record_kind.hpp"

namespace rpmworks::repodata {

/// A compressed part of primary, filelists and other, under the digest of its first package; see
/// kept_block.hpp.
struct KeptBlock {
  std::string files;  ///< digest of its packages
  std::string blob;   ///< the compressed parts, one after another, and their index
  std::array<size_t, 3> gzip_sizes{};
  std::array<size_t, 3> xml_sizes{};
};

/// The finished metadata of a repository.
struct KeptMetadata {
  struct File {
    std::string name;  ///< in repodata/
    std::string sha256;
  };
  std::string repomd;  ///< the text of repomd.xml
  std::vector<File> files;
};

extern const store::RecordKind<KeptBlock> k_blocks;
extern const store::RecordKind<KeptMetadata> k_metadata;

/// The kinds of records of this module, for collections of the store.
store::Kinds record_kinds();

}  // namespace rpmworks::repodata
