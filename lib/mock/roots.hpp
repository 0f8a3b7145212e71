// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "buildroot/overlay_policy.hpp"
#include "buildroot/root_cache.hpp"
#include "buildroot/root_maker.hpp"
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

/// The configurations and repositories of mock's roots, and the packages that they hold. Thread-safe.
class Roots {
 public:
  /// `mock` is the version of mock.
  Roots(const engine::Setup& setup, const std::string& mock);

  /// Like the functions of engine::Engine.
  std::string version() const { return m_version; }
  std::string environment_sha256(const config::Target& target);
  std::string trust_sha256(const config::Target& target);
  std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter);

  /// The configuration for a target: written from repos.yaml, or the user's own.
  const RootConfig& config_of(const config::Target& target);
  /// Further options of mock for a target.
  std::vector<std::string> options_of(const config::Target& target) const;
  /// mock's options for `ccache`. Makes the cache folder, which all slots share.
  std::vector<std::string> ccache_options(const engine::BuildRequest& request) const;
  /// mock's options for BuildConflicts.
  std::vector<std::string> conflict_options(const engine::BuildRequest& request, Reporter& reporter);

  /// The packages that rpmworks' own solver chooses for the root. mock's package manager usually installs the
  /// same, because it ignores weak dependencies too. Nothing if the solver finds no solution, or if the
  /// user's own configuration decides.
  std::optional<buildroot::BuildSet> predicted(const engine::BuildRequest& request, Reporter& reporter);
  /// What the spec declares when it is parsed in a root of the predicted packages. This root is made by
  /// rpmworks, in its own sandbox, and the build cannot touch it. `srpm` is the source package,
  /// `buildroot_sha256` that of the result.
  InRoot declared(const engine::BuildRequest& request, const fs::path& srpm,
                  const std::string& buildroot_sha256, Reporter& reporter);
  /// Identifies the root of a build before it is made.
  std::string predicted_sha256(const engine::BuildRequest& request, Reporter& reporter);
  /// Identifies the root of a finished build; `installed` is installed_pkgs.log. If it lists exactly the
  /// predicted packages, their digests identify the root; otherwise the listing does.
  std::string installed_sha256(const engine::BuildRequest& request, const std::string& installed,
                               Reporter& reporter);

 private:
  std::string unpredicted_sha256(const engine::BuildRequest& request);

  const config::Config& m_config;
  fs::path m_folder;
  std::string m_version;
  buildroot::RootCache m_cache;
  buildroot::RootMaker m_roots;
  buildroot::OverlayPolicy m_overlays;
  std::mutex m_mutex;
  std::map<std::pair<std::string, rpm::Macros>, RootConfig>
      m_configs;  ///< by target name and macros, which a bootstrap build changes
};

}  // namespace rpmworks::mock
