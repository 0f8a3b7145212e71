// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::compose {

/// Something that a gate found.
struct Finding {
  /// Short, exact and stable, unique within its gate: what a waiver names. It has no blank at its ends and
  /// no line break.
  std::string id;
  std::string text;  ///< one line for people
  bool operator==(const Finding&) const = default;
};

/// The result of one gate.
struct Check {
  /// "manifest", "signatures", "digests", "duplicates", "repodata", "sources", "files"
  std::string name;
  std::string subject;  ///< path of the section, or name of the release
  bool passed = false;
  std::vector<Finding> findings;
  std::string detail;              ///< for a passed gate: who signed
  ExitCode code = ExitCode::gate;  ///< the exit code if this gate fails
};

/// The texts of findings.
std::vector<std::string> texts_of(const std::vector<Finding>& findings);

/// Runs every gate on a release's folder. Verifies the manifest's signature; each package's digest, and its
/// signature by its section's key; the signature of repomd.xml; that the metadata lists exactly the packages
/// on disk and in the manifest; that no section contains a NEVRA twice; that every package built here has its
/// source package; and that the release contains no unknown file. The gates use the keys that the release
/// ships: they show that the release is complete and was signed by those keys. Whether these are the right
/// keys is for the user to check. Needs no configuration. Throws Error(invalid) if the folder does not exist.
std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs);

}  // namespace rpmworks::compose
