// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "clients/profile.hpp"
#include "core/events.hpp"
#include "layout/targets.hpp"
#include "manifest/manifest.hpp"
#include "rpm/known_contents.hpp"
#include "solve/upgrade/upgrade.hpp"
#include "store/workspace.hpp"

namespace rpmworks::upgrades {

/// What the clients of a target have before they install the release; nothing if the configuration does not
/// say that.
using BaseOf = std::function<std::optional<solve::Base>(const config::Target&)>;

/// How the clients of a target get from an earlier release to a new one.
struct Upgrade {
  std::string target;
  clients::Client client = clients::Client::modern;
  bool has_base = false;               ///< otherwise everything that no release provides was taken as given
  std::vector<std::string> base_urls;  ///< of the repositories in the base
  std::vector<config::ModuleStream> modules_before = {};  ///< streams that the earlier release needs
  std::vector<config::ModuleStream> modules = {};         ///< streams that this release needs
  fs::path folder;                                        ///< of the earlier release
  solve::UpgradePath path;
  std::set<rpm::Nevra> vendor_packages;  ///< packages of the earlier release that the product did not build
  /// What the .repo file of the earlier release lacks: sections with packages for these clients, and the
  /// files of keys that sign such sections or their packages.
  std::vector<std::string> new_sections = {};
  std::vector<std::string> new_keys = {};
};

/// The packages that were withdrawn from the releases in releases/: they are missing on purpose.
class Withdrawals {
 public:
  void add(const manifest::Manifest& manifest);

  /// Whether a package of a release is missing later because of a withdrawal: it was withdrawn itself, or a
  /// version of it was withdrawn from this release or a later one. A version that came after the last
  /// withdrawal is not covered.
  bool cover(const rpm::Nevra& package, const std::string& release) const;

 private:
  std::set<std::string> m_packages;           // NEVRAs
  std::map<std::string, std::string> m_last;  // by NAME.ARCH, the last release from which it was withdrawn
};

/// The upgrades to a release from every earlier release in releases/.
struct Upgrades {
  std::string product;
  std::string release;
  bool has_several_targets = false;
  std::vector<Upgrade> all;                       ///< the newest earlier release first
  std::map<std::string, std::string> unreadable;  ///< earlier releases, with the reason
  Withdrawals withdrawals;
};

/// A finding of the gate "upgrade".
struct UpgradeFinding {
  std::string id;  ///< as Finding::id: "nginx.x86_64 removed", "1.0.1: nginx.x86_64 cannot be upgraded"
  std::string text;
  bool operator==(const UpgradeFinding&) const = default;
};

/// Computes and proves the upgrades to the release in `folder`, which may still be staged: its sections must
/// be complete. Earlier releases are those of the same product in the workspace whose names come before.
/// Packages whose headers are `known` need not be read; the result is the same without.
/// Throws Error(upstream) if the metadata of the base or of the new release cannot be read.
Upgrades find_upgrades(const manifest::Manifest& manifest, const fs::path& folder,
                       const layout::Targets& targets, const BaseOf& base_of,
                       const store::Workspace& workspace, const rpm::KnownContents& known,
                       Reporter& reporter);

/// What would hurt users: packages that do not get to the new release, packages that were built here and are
/// removed, without being withdrawn, although nothing obsoletes them, and earlier releases that cannot be
/// read. Sorted by id.
std::vector<UpgradeFinding> findings_of(const Upgrades& upgrades);

/// Identifies the earlier releases from which find_upgrades computes upgrades: digests by name.
std::map<std::string, std::string> earlier_releases(const std::string& release,
                                                    const store::Workspace& workspace);

}  // namespace rpmworks::upgrades
