// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what it keeps in the store.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/record_kind.hpp"

namespace rpmworks::locking {

/// The files of one state of an upstream's metadata. The key is the SHA-256 of its repomd.xml.
struct KeptMetadata {
  std::string repomd;                        ///< SHA-256
  std::map<std::string, std::string> files;  ///< digest in repomd.xml → SHA-256
  bool is_signed = false;                    ///< the signature of repomd.xml was verified
};
extern const store::RecordKind<KeptMetadata> k_kept_metadata;

/// The SHA-256 digests of the packages of a lock. The key is the digest of the list.
extern const store::RecordKind<std::vector<std::string>> k_locked_packages;

}  // namespace rpmworks::locking
