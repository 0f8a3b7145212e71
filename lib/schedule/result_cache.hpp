// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/result.hpp"
#include "schedule/last_build.hpp"
#include "schedule/records.hpp"
#include "schedule/setup.hpp"
#include "store/store.hpp"

namespace rpmworks::schedule {

/// A build to be looked up in the store, or made.
struct Task {
  engine::BuildRequest request;
  std::vector<const engine::Artifact*> visible;  ///< the packages of request.local_packages, sorted by NEVRA
};

/// Build results in the store, found again by what they were made from.
///
/// Each result has two keys. The coarse key needs no solver: it covers the source package, the engine's
/// environment with the state of all repositories, and the packages of the product that the build sees. If it
/// does not match, the engine is asked which packages the build root would hold; the fine key covers these.
/// Both keys cover everything that the result depends on. Packages that the build does not use change only
/// the coarse key.
class ResultCache {
 public:
  explicit ResultCache(const Setup& setup);

  /// The result of an earlier build with the same inputs, with its `reason`. Restores the result folder if it
  /// is gone.
  std::optional<engine::BuildResult> find(const Task& task, Reporter& reporter);
  /// What find would give, but writes nothing; the result folder may be gone.
  std::optional<engine::BuildResult> peek(const Task& task, Reporter& reporter) const;
  /// Why a build takes place for which find gives nothing.
  BuildReason why(const Task& task, Reporter& reporter) const;
  /// What the package was last built from. Nothing if it was never built.
  std::optional<LastBuild> last(const engine::Package& package) const;
  /// What it would be built from now.
  LastBuild now(const Task& task, Reporter& reporter) const;
  /// Call it before another build writes to a result folder: the folder no longer holds the recorded result.
  void forget_folder(const fs::path& folder);
  /// Keeps a new result, with its logs. Sets its `buildroot_listing`.
  void keep(const Task& task, engine::BuildResult& result, Reporter& reporter);
  /// Records how long a failed build took: the next build takes at least as long.
  void note_failed(const engine::Package& package, std::chrono::nanoseconds elapsed);
  /// How long building this package takes, in seconds: its last successful build, or a longer one that failed
  /// since.
  std::optional<double> seconds(const engine::Package& package) const;

 private:
  std::string coarse_key(const Task& task) const;
  std::string fine_key(const Task& task, const std::string& buildroot) const;
  std::string last_key(const engine::Package& package) const;
  /// A result and the record that it was read from.
  struct Found {
    engine::BuildResult result;
    KeptResult kept;
    bool by_buildroot = false;  ///< found by the fine key
  };
  std::optional<Found> look_up(const Task& task, Reporter& reporter) const;
  std::optional<engine::BuildResult> load(const Task& task, const KeptResult& kept) const;
  bool restore_folder(const engine::BuildResult& result, const KeptResult& kept) const;
  void note_last(const engine::Package& package, const LastBuild& last);

  engine::Engine& m_engine;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  std::string m_environment;
};

}  // namespace rpmworks::schedule
