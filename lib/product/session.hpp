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

/// Where a product and its things are. An empty path stands for the usual place.
struct Locations {
  fs::path config;     ///< repos.yaml; empty: there is none
  fs::path workspace;  ///< holds releases/ and .rpmworks/; empty: the folder of repos.yaml
  fs::path cache;      ///< empty: store::default_cache()
  fs::path store;      ///< empty: .rpmworks/store in the workspace
  std::string cache_named_by = "the program";  ///< who says where `cache` is, for messages: "--cache"
};

/// The folders that `locations` mean. Without repos.yaml and `workspace` the workspace lies in the cache, one
/// for each current folder. Throws Error(invalid) for a cache or a store that others can write into.
store::Workspace workspace_at(const Locations& locations, Reporter& reporter);

/// Reads repos.yaml; where `file` is empty, gives the configuration that is built in.
config::Config config_at(const fs::path& file, const store::Workspace& workspace);

/// Opens the store of a workspace, which removes what killed runs left in it. So the workspace must be the
/// user's own first: throws as Workspace::require_own. `on_wait` is told when another run collects it.
store::Store store_of(const store::Workspace& workspace, const FileLock::OnWait& on_wait = {});

/// As many as `jobs` says; for 0 as this machine has processors.
unsigned threads_for(unsigned jobs);

/// What all functions of this folder work with: a product, its places, and how to run.
///
/// Everything in it is there from the beginning: the functions change nothing but the files of workspace and
/// store. Several threads may share a session as long as nobody changes its members; sessions of other
/// workspaces know nothing of it.
struct Session {
  config::Config
      config;  ///< with the packages of its superprojects; targets may be changed, see choose_target
  store::Workspace workspace;
  store::Store store;
  Reporter& reporter;        ///< must outlive the session
  unsigned jobs = 0;         ///< at a time; 0: one a processor, on a cluster as many as its target allows
  Cancellation cancel = {};  ///< ends what runs: each function puts its thread under it
  fs::path program = {};     ///< rpmworks, which jobs of a cluster run; empty: it is not installed
  /// Of the workspace. Functions that write there expect their caller to hold it.
  std::optional<FileLock> lock = {};

  /// How much to do at a time on this machine.
  unsigned threads() const { return threads_for(jobs); }
};

/// The current thread works for a session until the end of the scope: its Cancellation ends that, and its
/// threads are as many as each step may use. Each function of this folder begins with one.
class SessionScope {
 public:
  explicit SessionScope(const Session& session)
      : m_cancellation(session.cancel), m_limit(session.threads()) {}

 private:
  Cancellation::Scope m_cancellation;
  ThreadLimit m_limit;
};

/// Makes packages of the submodules of the configuration's superprojects, which are fetched. To be done once,
/// and before targets and packages of the configuration are referred to.
void add_superprojects(Session& session);

/// Opens a product: reads repos.yaml, or takes the built-in configuration where there is none; locks the
/// workspace, and fetches superprojects. Throws Error(invalid) for what is wrong with repos.yaml or the
/// places, Error(locked) when another run has the workspace.
Session open_session(const Locations& locations, Reporter& reporter, const Cancellation& cancel = {});

/// Called before anything is written into releases/. Throws Error(invalid) when that folder is a link or
/// belongs to another user, and warns when others can write there.
void require_own_releases(Session& session);

/// Which target a run builds for, and the engine and executor that replace those of repos.yaml.
struct TargetChoice {
  std::string target;    ///< its name; empty: the only one
  std::string engine;    ///< "auto", "mock" or "builtin"; empty: what the target says
  std::string executor;  ///< "local" or "slurm"; empty: what the target says
};
/// Finds the target in the session's configuration, and changes its engine and executor there. Throws as
/// Config::target.
const config::Target& choose_target(Session& session, const TargetChoice& choice = {});

}  // namespace rpmworks::product
