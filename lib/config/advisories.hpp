// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::config {

/// An advisory of the product's own: what an update is about.
struct Advisory {
  std::string id;        ///< "ACME-2026-1"
  std::string type;      ///< "security", "bugfix", "enhancement" or "newpackage"
  std::string severity;  ///< "Critical", "Important", "Moderate" or "Low"; may be empty
  std::string title;
  std::string description;
  int64_t issued = 0;                   ///< seconds since 1970
  int64_t updated = 0;                  ///< same; `issued` if it was never updated
  std::vector<std::string> references;  ///< CVE numbers and URLs
  /// The names of packages and the first versions that contain the update.
  std::vector<std::pair<std::string, rpm::Evr>> packages;
  SourcePosition where;
};

/// Reads a file of advisories: a YAML mapping from ids to advisories (docs/metadata.md). Throws
/// Error(invalid) with file:line:column if the file does not exist or is invalid. `name` is the name of the
/// file in messages.
std::vector<Advisory> read_advisories(const fs::path& file, const std::string& name);

}  // namespace rpmworks::config
