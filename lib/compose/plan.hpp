// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "compose/compose.hpp"

namespace rpmworks::compose {

/// The package is signed here.
struct SignHere {
  std::string key;  ///< its name in repos.yaml
};
/// The package goes in byte for byte as its vendor signed it.
struct KeepSignature {
  rpm::Signature signature;  ///< by a trusted key of its section, verified
};
using Signing = std::variant<SignHere, KeepSignature>;

/// A package on its way into a section.
struct Item {
  std::string section;  ///< resolved path
  Signing signing;
  std::string sha256;  ///< of the file in the store: before it is signed, or as the vendor signed it
  std::string file_name;
  rpm::Package package;
  manifest::Origin origin;
  std::optional<manifest::BuildInfo> build;
  std::vector<std::string> required_by;
};

/// A section as it will be on disk: `$basearch` of the configuration's path is resolved.
struct PlannedSection {
  std::string path;
  std::string sign;  ///< name of the key of its metadata, and of its packages unless `trust` is given
  std::vector<std::string> trust;  ///< names of the keys of which one signed each of its packages: a vendor's
  const config::Target* target = nullptr;
};

/// A source package and the sections of repos.yaml that the packages built from it go to.
struct PlannedSource {
  rpm::Nevra nevra;
  std::set<std::string> sections;
};

/// What goes where, decided before anything is signed or written.
struct Plan {
  int64_t created = 0;  ///< the newest of the inputs' times
  std::vector<PlannedSection> sections;
  std::vector<PlannedSource> sources;
  std::vector<Item> items;  ///< in the order of the manifest's packages
};

/// Distributes the inputs over the sections, and passes the gates that need no more than this. A vendor's
/// packages are verified against the trusted keys of their section.
Plan make_plan(const Inputs& inputs, const config::Config& config, const Targets& targets,
               const store::Store& store);

/// Source packages by the name of the target that they were made for.
using SourcesByTarget = std::map<std::string, std::vector<srpm::Srpm>>;

/// As make_plan, of source packages alone and as if each were built: finds what it refuses of them before the
/// builds.
Plan make_source_plan(const SourcesByTarget& sources, const config::Config& config, const Targets& targets);

/// The names of the targets that a package is built for; one empty name, any target, if it is built for none
/// of them.
std::vector<std::string> targets_of(const config::PackageSource& package, const Targets& targets);

/// Whether the source packages of what the section `built` holds go into `section`.
bool takes_sources_of(const config::Section& section, const config::Section& built);

/// What can be told of the sections from the configuration alone; see Preflight::require_sections.
void require_sections(const std::vector<const config::PackageSource*>& packages, const config::Config& config,
                      const Targets& targets);

/// "rpmworks 0.1.0"
std::string tool_name();

/// Where a source package came from, as the manifest says it: local paths relative to repos.yaml, no user
/// names or passwords.
manifest::Origin origin_of(const srpm::Srpm& srpm, const config::Config& config);

/// An address without user name, password and other secrets; a local path relative to repos.yaml.
std::string shown_url(const std::string& url, const config::Config& config);

/// What dnf and yum put for `$basearch` on a machine that installs packages of `arch`.
std::string basearch(const std::string& arch);

}  // namespace rpmworks::compose
