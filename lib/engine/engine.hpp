// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/installed_package.hpp"
#include "engine/package.hpp"
#include "engine/result.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::engine {

/// One build: a package, and what earlier builds of the same product made.
struct BuildRequest {
  PackagePtr package;
  const config::Target* target = nullptr;
  /// Packages of the product, in the store. The build sees them beside the target's repositories and prefers
  /// them.
  std::vector<fs::path> local_packages;
  /// Requirements that earlier attempts at this build asked for in addition to its BuildRequires.
  std::vector<std::string> extra_requires;
  /// Must not exist. It appears as a whole when the build has ended, also if it failed.
  fs::path result_folder;
  /// This is a second build for comparison. It uses another folder, another umask and another number of
  /// processors, as far as the engine can choose them.
  bool second_build = false;

  const srpm::Srpm& srpm() const { return package->srpm; }
  const config::Building& building() const { return package->building; }
};

/// Builds binary packages in a clean build root.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  /// Changes whenever the same inputs may give other packages than before.
  virtual std::string version() const = 0;
  /// Identifies everything that the result depends on, except the request: the target, the state of its
  /// repositories, the version of the engine.
  virtual std::string environment_sha256(const config::Target& target) = 0;
  /// Identifies the trusted keys of each of the target's repositories. Part of environment_sha256 too.
  virtual std::string trust_sha256(const config::Target& target) = 0;
  /// The metadata of the target's repositories, as this engine sees them.
  virtual std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) = 0;
  /// Identifies the packages that the build root would hold, as BuildResult::buildroot_sha256 does. Fetches
  /// nothing. Throws Error(invalid) if BuildRequires cannot be resolved.
  virtual std::string buildroot_sha256(const BuildRequest& request, Reporter& reporter) = 0;
  /// The packages that the build root would hold. Empty if the engine cannot tell.
  virtual std::vector<InstalledPackage> buildroot(const BuildRequest&, Reporter&) { return {}; }
  /// Whether builds run on this machine and use its memory and disk.
  virtual bool builds_here() const { return true; }
  /// Called once before the first build. Throws if no build can work.
  virtual void prepare(const config::Target&, Reporter&) {}
  /// Throws Error(build) with the last lines of build.log if a section of the spec fails or no package is
  /// made, Error(trust), Error(invalid) if BuildRequires cannot be resolved, and Unfulfilled if the build
  /// itself asked for them.
  virtual BuildResult build(const BuildRequest& request, Reporter& reporter) = 0;
};

}  // namespace rpmworks::engine
