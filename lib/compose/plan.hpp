// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compose/compose.hpp"

namespace rpmworks::compose {

/// rpmworks signs the package.
struct SignHere {
  std::string key;                ///< its name in repos.yaml
  std::vector<std::string> also;  ///< names of further keys
};
/// The package goes in unchanged, with its vendor's signature.
struct KeepSignature {
  std::vector<rpm::Signature> signatures;  ///< by trusted keys of its section, verified
};
using Signing = std::variant<SignHere, KeepSignature>;

/// A package that is planned for a section.
struct Item {
  std::string section;  ///< resolved path
  Signing signing;
  std::string sha256;  ///< of the file in the store: unsigned, or signed by its vendor
  std::string file_name;
  std::shared_ptr<const rpm::Package> package;         ///< never null
  std::shared_ptr<const rpm::Contents> contents = {};  ///< of a vendor's package: its header with the files
  manifest::Origin origin;
  std::optional<manifest::BuildInfo> build;
  std::vector<std::string> required_by;
  std::set<std::string> needed_for = {};  ///< of a vendor's package: targets whose clients need it
  std::set<std::string> built_for =
      {};  ///< of a noarch package in a section for several targets: all of them
};

/// A section as it will be on disk: `$basearch` in the path is replaced by an architecture.
struct PlannedSection {
  std::string path;
  std::string configured;  ///< its path in repos.yaml, perhaps with `$basearch`
  config::Section::From from = config::Section::From::builds;
  std::string sign;  ///< name of the key that signs its metadata, and also its packages if `trust` is empty
  std::vector<std::string> also_sign;  ///< names of further keys that sign its packages
  std::vector<std::string> trust;      ///< for a vendor: keys (names), one of which signed each package
  bool sha1 = false;                   ///< its upstream may have SHA-1 checksums
  const config::Target* target = nullptr;
  /// The first target of the section in repos.yaml, which may have a folder for each of several targets.
  const config::Target* first_target = nullptr;
};

/// A source package, and the sections in repos.yaml for the packages built from it.
struct PlannedSource {
  rpm::Nevra nevra;
  std::set<std::string> sections;
};

/// The contents of all sections, decided before anything is signed or written.
struct Plan {
  int64_t created = 0;  ///< the newest time of all inputs
  std::vector<PlannedSection> sections;
  std::vector<PlannedSource> sources;
  std::vector<Item> items;  ///< in the order of the packages in the manifest
};

/// Distributes the inputs over the sections and runs the plan gates. Verifies a vendor's packages against the
/// trusted keys of their section.
Plan make_plan(const Inputs& inputs, const config::Config& config, const layout::Targets& targets,
               const store::Store& store);

/// How a section of repos.yaml becomes the folder `path` of a release.
PlannedSection planned_section(const config::Section& section, const std::string& path,
                               const config::Target& target, const config::Config& config,
                               const layout::Targets& targets);

/// A warning for each section that would be empty: one line, with the position.
std::vector<std::string> empty_sections(const Plan& plan, const config::Config& config);

/// Source packages by the name of the target for which they were made.
using SourcesByTarget = std::map<std::string, std::vector<srpm::Srpm>>;

/// As make_plan, for source packages only, as if each were built: finds problems with them before the builds.
Plan make_source_plan(const SourcesByTarget& sources, const config::Config& config,
                      const layout::Targets& targets);

/// The names of the targets for which a package is built. If it is built for none of them, returns one empty
/// name, which means any target.
std::vector<std::string> targets_of(const config::PackageSource& package, const layout::Targets& targets);

/// Whether the source packages of the packages in the section `built` go into `section`.
bool takes_sources_of(const config::Section& section, const config::Section& built);

/// The checks of the sections that need only the configuration; see Preflight::require_sections.
void require_sections(const std::vector<const config::PackageSource*>& packages, const config::Config& config,
                      const layout::Targets& targets);

/// "rpmworks 0.1.0"
std::string tool_name();

/// A source package's origin as the manifest shows it: local paths relative to repos.yaml, without user names
/// and passwords.
manifest::Origin origin_of(const srpm::Srpm& srpm, const config::Config& config);

/// A URL without user name, password and other secrets; a local path relative to repos.yaml.
std::string shown_url(const std::string& url, const config::Config& config);

}  // namespace rpmworks::compose
