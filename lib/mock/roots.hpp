// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildroot/root_cache.hpp"
#include "buildroot/root_maker.hpp"
#include "buildroot/work_place.hpp"
#include "engine/engine.hpp"
#include "engine/made_package.hpp"
#include "mock/config.hpp"

namespace rpmworks::mock {

/// What a spec declares in a build root.
struct InRoot {
  /// Nothing if mock's root may differ from a root made here (mock.root, mock.options, other packages), or if
  /// sandboxes do not work here.
  std::optional<engine::Declared> declared;
  std::string why_not;
};

/// What mock's roots are made from and known by: configurations, repositories, and the packages that a root
/// will hold. Safe from several threads.
class MockRoots {
 public:
  /// `mock` is its version.
  MockRoots(const engine::Setup& setup, const std::string& mock);

  /// Engine's functions of these names.
  std::string version() const { return m_version; }
  std::string environment_sha256(const config::Target& target);
  std::string trust_sha256(const config::Target& target);
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter);

  /// The configuration for a target: one that was written for it, or the user's own.
  const MockConfig& config_of(const config::Target& target);
  /// What else mock's command line says for it.
  std::vector<std::string> options_of(const config::Target& target) const;
  /// How it is told of `ccache`; makes the folder, one for all slots: mock's own place goes with the caches
  /// of each.
  std::vector<std::string> ccache_options(const engine::BuildRequest& request) const;
  /// How it is told of BuildConflicts.
  std::vector<std::string> conflict_options(const engine::BuildRequest& request, Reporter& reporter);

  /// The packages of a build's root, as our own solver sees it. mock's package manager will install the same,
  /// as a rule: it follows no weak dependencies either. Nothing where they disagree already on whether it can
  /// be had, or repos.yaml does not say all there is.
  std::optional<buildroot::BuildSet> foreseen(const engine::BuildRequest& request, Reporter& reporter);
  /// What the spec declares when it is parsed in a root of the predicted packages. This root is made by rpmworks,
  /// in its own sandbox, and the build cannot touch it. `srpm` is the source package, `buildroot_sha256` that of
  /// the result.
  InRoot declared(const engine::BuildRequest& request, const fs::path& srpm,
                  const std::string& buildroot_sha256, Reporter& reporter);
  /// Identifies the root before it is made.
  std::string foreseen_sha256(const engine::BuildRequest& request, Reporter& reporter);
  /// Identifies the root that was made, `installed` being installed_pkgs.log: by the digests of its packages
  /// where they are exactly those that were foreseen, else by the listing.
  std::string installed_sha256(const engine::BuildRequest& request, const std::string& installed,
                               Reporter& reporter);

 private:
  std::string unforeseen_sha256(const engine::BuildRequest& request);

  const config::Config& m_config;
  fs::path m_folder;
  std::string m_version;
  buildroot::RootCache m_cache;
  buildroot::RootMaker m_roots;
  buildroot::WorkPlace m_place;
  std::mutex m_mutex;
  std::map<std::pair<std::string, rpm::Macros>, MockConfig>
      m_configs;  // by target, and what a first round adds
};

}  // namespace rpmworks::mock
