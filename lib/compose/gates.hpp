// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::compose {

/// The result of one gate.
struct Check {
  /// "manifest", "signatures", "digests", "duplicates", "repodata", "sources", "files"
  std::string name;
  std::string subject;  ///< section or release
  bool passed = false;
  std::vector<std::string> findings;
  std::string detail;              ///< of a gate that passed: who signed
  ExitCode code = ExitCode::gate;  ///< the exit code if this gate fails
};

/// Runs every gate on a release's folder: the manifest's signature, each package's digest and signature by
/// its section's key, repomd.xml's signature, the metadata listing exactly the packages on disk and in the
/// manifest, no NEVRA twice in a section, a source package for every package built here, and no file that the
/// release does not account for. The gates use the keys that the release ships: they show that the release is
/// complete and was signed by those keys. That these are the right keys is for the reader to compare. Needs
/// no configuration. Throws Error(invalid) when there is no such folder.
std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs);

}  // namespace rpmworks::compose
