// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compose/compose.hpp"

namespace rpmworks::compose {

/// A package on its way into a section.
struct Item {
  std::string section;  ///< resolved path
  std::string sign;     ///< name of the key
  std::string unsigned_sha256;
  std::string file_name;
  rpm::Package package;
  manifest::Origin origin;
  std::optional<manifest::BuildInfo> build;
};

/// A section as it will be on disk: `$basearch` of the configuration's path is resolved.
struct PlannedSection {
  std::string path;
  std::string sign;
};

/// What goes where, decided before anything is signed or written.
struct Plan {
  int64_t created = 0;  ///< the newest of the inputs' times
  std::vector<PlannedSection> sections;
  std::vector<Item> items;  ///< in the order of the manifest's packages
};

/// Distributes the inputs over the sections, and passes the gates that need no more than this.
Plan make_plan(const Inputs& inputs, const config::Config& config, const config::Target& target);

/// As make_plan, of source packages alone and as if each were built: what it refuses of them is known before
/// the builds.
Plan make_source_plan(const std::vector<srpm::Srpm>& srpms, const config::Config& config,
                      const config::Target& target);

/// Whether the source packages of what a section holds go into `section`.
bool takes_sources_of(const config::Section& section, const std::string& built);

/// What can be told of the sections from the configuration alone; see Preflight::require_sections.
void require_sections(const std::vector<const config::PackageSource*>& packages,
                      const config::Config& config);

/// "rpmworks 0.1.0"
std::string tool_name();

/// Where a source package came from, as the manifest says it: local paths relative to repos.yaml, no user
/// names or passwords.
manifest::Origin origin_of(const srpm::Srpm& srpm, const config::Config& config);

/// What dnf and yum put for `$basearch` on a machine that installs packages of `arch`.
std::string basearch(const std::string& arch);

}  // namespace rpmworks::compose
