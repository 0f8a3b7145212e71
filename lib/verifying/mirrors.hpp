// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the mirrors of a release serve.
#pragma once

#include "core/events.hpp"
#include "gates/gates.hpp"
#include "verifying/web_files.hpp"

namespace rpmworks::verifying {

/// A release whose mirrors are checked.
struct MirroredRelease {
  std::string release;   ///< its URL
  std::string releases;  ///< URL of the folder with the mirror lists
  fs::path folder;       ///< its files, without packages, on this machine
  const manifest::Manifest& manifest;
  fs::path tmp;  ///< for temporary files
};

/// The gate `mirrors`: every mirror in the mirror list of every section has repomd.xml and repomd.xml.asc.
/// They are those of the manifest, or, for a mirror of an earlier release, those of that release's signed
/// manifest.
gates::Check check_mirrors(const MirroredRelease& release, const WebFiles& web, Reporter& reporter);

}  // namespace rpmworks::verifying
