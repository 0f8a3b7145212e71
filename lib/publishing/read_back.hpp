// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::publishing {

/// What clients must see at the public address of the releases.
struct PublicView {
  std::string address;  ///< http:// or https://, without a slash at the end
  /// Files that must have these bytes, by their path below the address.
  std::map<std::string, std::string> texts;
  /// Likewise, for files that each publication changes: a cache may still have the earlier ones.
  std::map<std::string, std::string> changing;
  /// The size and SHA-256 of further files.
  struct File {
    std::string path;
    uint64_t size = 0;
    std::string sha256;
  };
  std::vector<File> files;
};

/// How long caches may keep the files that each publication changes: what Cache-Control says when rclone
/// copies them.
inline constexpr std::chrono::seconds k_cached_for{60};

/// Reads everything at its address, and of `files` the size that the server states; with `whole`, their
/// bytes. Throws Error(upstream), naming the files, if any differs. A text that differs is read again
/// for a few seconds, and one that changes for as long as caches may keep it: k_cached_for.
void read_back(const product::Session& session, const PublicView& view, bool whole);

}  // namespace rpmworks::publishing
