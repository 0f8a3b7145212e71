// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "config/config.hpp"
#include "core/cancel.hpp"
#include "core/events.hpp"
#include "core/lock.hpp"
#include "core/threads.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::product {

/// The folders and files of a product. An empty path means the default.
struct Locations {
  fs::path config;     ///< repos.yaml; empty: none
  fs::path workspace;  ///< holds releases/ and .rpmworks/; empty: the folder of repos.yaml
  fs::path cache;      ///< empty: store::default_cache()
  fs::path store;      ///< empty: .rpmworks/store in the workspace
  std::string cache_named_by = "the program";  ///< the source of `cache`, for messages: "--cache"
};

/// Resolves `locations` to folders. Without repos.yaml and `workspace`, the workspace is in the cache, one
/// for each current folder. Throws as store::own_cache and store::require_own_store.
store::Workspace workspace_at(const Locations& locations, Reporter& reporter);

/// Reads repos.yaml. If `file` is empty, returns the built-in configuration.
config::Config config_at(const fs::path& file, const store::Workspace& workspace);

/// Opens the store of a workspace. The store removes files that killed runs left in it, so the workspace must
/// be the user's own: throws as Workspace::require_own. Calls `on_wait` if another run is collecting the
/// store.
store::Store store_of(const store::Workspace& workspace, const FileLock::OnWait& on_wait = {});

/// `jobs`, or thread_limit() if it is 0: by default the number of processors.
unsigned threads_for(unsigned jobs);

/// The context that all functions with a Session use: a product, its folders, and the settings of the run.
///
/// The functions change only files of the workspace and the store, not the session. Several threads may share
/// a session as long as no thread changes its members. Sessions of different workspaces are independent.
struct Session {
  const config::Config config;  ///< after with_superprojects, includes their packages
  store::Workspace workspace;
  store::Store store;
  Reporter& reporter;        ///< must outlive the session
  unsigned jobs = 0;         ///< parallel jobs; 0: number of processors, on a cluster the target's `max-jobs`
  Cancellation cancel = {};  ///< cancels the run: every function makes it current
  fs::path program = {};     ///< rpmworks, which cluster jobs run; empty: not installed
  /// The lock of the workspace. Callers of functions that write there must hold it.
  std::optional<FileLock> lock = {};

  /// The number of threads to use on this machine.
  unsigned threads() const { return threads_for(jobs); }
};

/// Makes the Cancellation and the number of threads of a session apply to the current thread until the end of
/// the scope. Each function with a Session starts with a SessionScope.
class SessionScope {
 public:
  explicit SessionScope(const Session& session)
      : m_cancellation(session.cancel), m_limit(session.threads()) {}

 private:
  Cancellation::Scope m_cancellation;
  ThreadLimit m_limit;
};

/// Fetches the configuration's superprojects; returns the session with their submodules as packages.
Session with_superprojects(Session session);

/// Opens a product: reads repos.yaml, or uses the built-in configuration if there is none; locks the
/// workspace, and fetches superprojects. Throws Error(invalid) if repos.yaml or a folder is not valid,
/// Error(locked) if another run holds the lock of the workspace.
Session open_session(const Locations& locations, Reporter& reporter, const Cancellation& cancel = {});

/// Call it before writing into releases/. Throws Error(invalid) if that folder is a link or belongs to
/// another user, and warns if others can write there.
void require_own_releases(Session& session);

/// The target that a run builds for, and the engine and executor that override those of repos.yaml.
struct TargetChoice {
  std::string target;    ///< its name; empty: the only one
  std::string engine;    ///< "auto", "mock" or "builtin"; empty: that of the target
  std::string executor;  ///< "local" or "slurm"; empty: that of the target
};
/// The target of the session's configuration, with that engine and executor. Throws as Config::target.
config::Target choose_target(const Session& session, const TargetChoice& choice = {});

}  // namespace rpmworks::product
