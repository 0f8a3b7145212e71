// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "build/result.hpp"
#include "config/config.hpp"
#include "core/events.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::build {

/// One build: a source package, and what earlier builds of the same product made.
struct BuildRequest {
  const srpm::Srpm* srpm = nullptr;
  const config::Target* target = nullptr;
  std::vector<fs::path> local_packages;  ///< visible beside the target's repositories, preferred over them
  fs::path result_folder;  ///< does not exist yet; appears whole when the build has ended, failed or not
};

/// What a build would take place in, known without building.
struct Forecast {
  std::string settings_sha256;   ///< target and engine, but not what its repositories hold
  std::string buildroot_sha256;  ///< as BuildResult has it
};

/// Builds binary packages in a clean chroot.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  /// Identifies everything but the request that the result depends on: target, its repositories' state,
  /// engine version.
  virtual std::string environment_sha256(const config::Target& target) = 0;
  /// Finds out by resolving alone what the request would be built in; nothing when that cannot be known
  /// beforehand. Two builds of one source package in the same make the same packages, though repositories
  /// changed meanwhile.
  virtual std::optional<Forecast> forecast(const BuildRequest& request, Reporter& reporter);
  /// Any thread. Throws Error(build) with the last lines of build.log when %build and the like fail,
  /// Error(trust), Error(invalid) for BuildRequires that cannot be had.
  virtual BuildResult build(const BuildRequest& request, Reporter& reporter) = 0;
};

/// What making an engine takes.
struct EngineOptions {
  unsigned jobs = 1;  ///< builds at a time
};

/// The engine that a target asks for: "builtin", "mock", or "auto" for the one that can be had here. What is
/// given must outlive it. Throws Error(invalid) for one that cannot be had.
std::unique_ptr<Engine> make_engine(const config::Config& config, const config::Target& target,
                                    const store::Workspace& workspace, store::Store& store,
                                    const EngineOptions& options);

}  // namespace rpmworks::build
