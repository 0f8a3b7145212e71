// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/engine.hpp"
#include "engine/result.hpp"
#include "schedule/last_build.hpp"
#include "schedule/records.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::schedule {

/// A build to be found in the store, or made.
struct Task {
  engine::BuildRequest request;
  std::vector<const engine::Artifact*> visible;  ///< what request.local_packages are, sorted by NEVRA
};

/// Results of builds in the store, found again by what they were made from.
///
/// A result has two keys. The first needs no solver: source package, the engine's environment with the state
/// of all repositories, the product's packages that the build sees. When something of this is new, the engine
/// is asked what packages the build root would hold; if these are as they were, so is the result. Both hold
/// everything the result depends on; the second is not touched by packages that the build does not use.
class ResultCache {
 public:
  ResultCache(engine::Engine& engine, const config::Target& target, const store::Workspace& workspace,
              store::Store& store);

  /// The result of an earlier build of the same, its folder made again if it is gone; with `reason`.
  std::optional<engine::BuildResult> find(const Task& task, Reporter& reporter);
  /// What find would give, with neither a result nor a folder written; the folder may be gone.
  std::optional<engine::BuildResult> peek(const Task& task, Reporter& reporter) const;
  /// Why a build takes place that find did not spare: "SRPM changed", "greet-devel changed", "never built".
  std::string why(const Task& task) const;
  /// What the package was last built from; nothing when it never was.
  std::optional<LastBuild> last(const srpm::Srpm& srpm) const;
  /// What it would be built from now.
  LastBuild now(const Task& task, Reporter& reporter) const;
  /// The folder is about to hold something else.
  void forget_folder(const fs::path& folder);
  /// Keeps what was built, with its logs.
  void keep(const Task& task, const engine::BuildResult& result, Reporter& reporter);
  /// Keeps how long a build took that failed: the least that the next one will.
  void note_failed(const srpm::Srpm& srpm, std::chrono::nanoseconds elapsed);
  /// How long building this package took, in seconds: the last time that it went well, or longer if it has
  /// failed since.
  std::optional<double> seconds(const srpm::Srpm& srpm) const;

 private:
  std::string coarse_key(const Task& task) const;
  std::string fine_key(const Task& task, const std::string& buildroot) const;
  std::string last_key(const srpm::Srpm& srpm) const;
  /// A result and the record that it was read from.
  struct Found {
    engine::BuildResult result;
    KeptResult kept;
    bool by_buildroot = false;  ///< by the second key
  };
  std::optional<Found> look_up(const Task& task, Reporter& reporter) const;
  std::optional<engine::BuildResult> load(const Task& task, const KeptResult& kept) const;
  bool restore_folder(const engine::BuildResult& result, const KeptResult& kept) const;
  void note_last(const srpm::Srpm& srpm, const LastBuild& last);

  engine::Engine& m_engine;
  const config::Target& m_target;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  std::string m_environment;
};

/// Moves an earlier result folder out of the way of a new one, and back if that does not come.
class FolderAside {
 public:
  FolderAside(const fs::path& folder, const fs::path& tmp);
  ~FolderAside();
  FolderAside(const FolderAside&) = delete;
  FolderAside& operator=(const FolderAside&) = delete;

 private:
  fs::path m_folder;
  std::optional<TempDir> m_aside;
};

}  // namespace rpmworks::schedule
