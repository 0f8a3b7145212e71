// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::store {

/// The cache of a user: $RPMWORKS_CACHE, else $XDG_CACHE_HOME/rpmworks, else ~/.cache/rpmworks. Throws
/// Error(usage) when none of these is set.
fs::path default_cache();

/// The environment variable that default_cache() follows.
std::string default_cache_source();

/// Where data lies that a user must not lose with the cache: $RPMWORKS_DATA, else $XDG_DATA_HOME/rpmworks,
/// else
/// ~/.local/share/rpmworks. Throws Error(usage) when none of these is set.
fs::path default_data();

/// Where a run keeps its things. The workspace belongs to one product and holds what cannot be fetched again;
/// the cache is shared by all products of a user and may be deleted at any time.
struct Workspace {
  fs::path root;          ///< the folder of repos.yaml unless --workspace says otherwise
  fs::path cache;         ///< --cache, or default_cache()
  fs::path store_folder;  ///< --store; root/.rpmworks/store

  fs::path state() const { return root / ".rpmworks"; }
  fs::path lock_file() const { return state() / "lock"; }
  fs::path last_run() const { return state() / "last-run.json"; }  ///< of builds: schedule::Timeline
  fs::path tmp() const { return state() / "tmp"; }                 ///< swept when a run begins
  fs::path results() const {
    return state() / "results";
  }  ///< results/TARGET/NEVR/: logs and RPMs of each build
  fs::path releases() const { return root / "releases"; }
  fs::path git_mirrors() const { return cache / "git"; }
  fs::path sources() const { return cache / "sources"; }  ///< single files that were fetched, by digest
  fs::path upstreams() const { return cache / "upstreams"; }
  fs::path roots() const { return cache / "roots"; }
  fs::path hostbase() const { return cache / "hostbase"; }

  /// Refuses a workspace whose folders are links or belong to another user: they came with a checkout, or
  /// somebody else put them there. Throws Error(invalid). Folders that do not exist are no error. releases()
  /// is checked by the commands that write there: see require_own_releases.
  void require_own() const;

  /// Refuses releases() likewise, for commands that write there. A team may share that folder: then this
  /// gives a warning to report. Otherwise it gives "".
  std::string require_own_releases() const;

  /// Takes the lock of the workspace (exit code 8 while another run has it, unless there is an `on_wait`: see
  /// FileLock::take) and removes what a killed run left in tmp().
  FileLock open(const std::function<void(const Error&)>& on_wait = {}) const;
};

/// Refuses a store, named by --store, that belongs to another user or that others can write into: its records
/// are trusted.
void require_own_store(const fs::path& folder);

}  // namespace rpmworks::store
