// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/package.hpp"
#include "engine/piece.hpp"
#include "engine/result.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::engine {

/// One build: a source package, and what earlier builds of the same product made.
struct BuildRequest {
  PackagePtr package;
  const config::Target* target = nullptr;
  std::vector<fs::path> local_packages;  ///< blobs of the store, visible beside the target's repositories and
                                         ///< preferred over them
  /// What an earlier try of this build asked for beside the BuildRequires of its source package.
  std::vector<std::string> more_requires;
  fs::path result_folder;  ///< does not exist yet; appears whole when the build has ended, failed or not
  /// Only to compare: in another folder, with another umask and another number of processors, as far as the
  /// engine can choose them.
  bool once_more = false;

  const srpm::Srpm& srpm() const { return package->srpm; }
  const config::Building& building() const { return package->building; }
};

/// Builds binary packages in a clean chroot.
class Engine {
 public:
  virtual ~Engine() = default;
  virtual std::string name() const = 0;
  /// Another one wherever the same inputs may give other packages than before.
  virtual std::string version() const = 0;
  /// Identifies everything but the request that the result depends on: target, its repositories' state,
  /// engine version.
  virtual std::string environment_sha256(const config::Target& target) = 0;
  /// Identifies whose packages may enter a build root: the trusted keys of each of the target's repositories.
  /// Part of environment_sha256 too.
  virtual std::string trust_sha256(const config::Target& target) = 0;
  /// The metadata of the target's repositories, as this engine sees them: what a plan is made from.
  virtual std::vector<upstream::Metadata> repositories(const config::Target& target, Reporter& reporter) = 0;
  /// The packages that a build's root would consist of, as BuildResult::buildroot_sha256 names them; nothing
  /// is fetched. Throws Error(invalid) for BuildRequires that cannot be had.
  virtual std::string buildroot_sha256(const BuildRequest& request, Reporter& reporter) = 0;
  /// These packages, to tell what has changed in a root; none where the engine cannot say.
  virtual std::vector<Piece> buildroot(const BuildRequest&, Reporter&) { return {}; }
  /// Whether builds run on this machine, so that it matters what memory and disk it has left.
  virtual bool builds_here() const { return true; }
  /// Called once before the first build. Throws what would keep every build from being made.
  virtual void prepare(const config::Target&, Reporter&) {}
  /// Throws Error(build) with the last lines of build.log when %build and the like fail or no package comes
  /// out, Error(trust), Error(invalid) for BuildRequires that cannot be had; Unfulfilled where the build
  /// itself asked for them.
  virtual BuildResult build(const BuildRequest& request, Reporter& reporter) = 0;
};

}  // namespace rpmworks::engine
