// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::publishing {

struct UploadRequest {
  std::string to;          ///< see destination()
  std::string public_url;  ///< where clients find the destination; empty: `release.baseurl`
  bool verify = false;     ///< read every byte back, not only the sizes of packages
};

struct Uploaded {
  std::string to;
  std::vector<std::string> releases;  ///< those that the mirror lists name
  size_t files = 0;                   ///< of the releases and beside them
  std::string read_back;              ///< the address that was read; empty: none
};

/// Throws Error(usage) if the destination or the public address is not valid.
void require_destination(const product::Session& session, const UploadRequest& request);

/// Copies the published state of releases/ to a destination: first the releases that the mirror lists name
/// (of each, packages, then metadata, then the rest, and at last the manifest), then keys, mirror lists,
/// .repo files and `current`. Then reads it back at its public address. Files that arrived before are
/// skipped, so that a broken upload continues. Throws Error(upstream) if copying fails or clients see
/// something else, and Error(usage) for an unknown destination. The caller must hold the workspace's lock.
Uploaded upload(product::Session& session, const UploadRequest& request);

}  // namespace rpmworks::publishing
