// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "core/lock.hpp"

namespace rpmworks::store {

/// The cache of a user: $RPMWORKS_CACHE, else $XDG_CACHE_HOME/rpmworks, else ~/.cache/rpmworks. Throws
/// Error(usage) if none of these variables nor HOME is set.
fs::path default_cache();

/// The environment variable that default_cache() uses.
std::string default_cache_source();

/// The folder for data that must survive the removal of the cache: $RPMWORKS_DATA, else
/// $XDG_DATA_HOME/rpmworks, else ~/.local/share/rpmworks. Throws Error(usage) if none of these variables nor
/// HOME is set.
fs::path default_data();

/// The folders that a run uses. The workspace belongs to one product and holds data that cannot be fetched
/// again. The cache is shared by all products of a user and may be deleted at any time.
struct Workspace {
  fs::path root;          ///< --workspace, or the folder of repos.yaml
  fs::path cache;         ///< --cache, or default_cache()
  fs::path store_folder;  ///< --store, or root/.rpmworks/store

  fs::path state() const { return root / ".rpmworks"; }
  fs::path lock_file() const { return state() / "lock"; }
  fs::path last_run() const { return state() / "last-run.json"; }  ///< of builds: schedule::Timeline
  fs::path tmp() const { return state() / "tmp"; }                 ///< emptied when a run starts
  fs::path results() const {
    return state() / "results";
  }  ///< results/TARGET/NEVR/: logs and RPMs of each build
  fs::path releases() const { return root / "releases"; }
  fs::path git_mirrors() const { return cache / "git"; }
  fs::path sources() const { return cache / "sources"; }  ///< downloaded single files, by digest
  fs::path upstreams() const { return cache / "upstreams"; }
  fs::path roots() const { return cache / "roots"; }
  fs::path hostbase() const { return cache / "hostbase"; }

  /// Throws Error(invalid) if folders of the workspace are links or belong to another user: they came with a
  /// checkout, or another user made them. Folders that do not exist are not an error. Commands that write
  /// into releases() check that folder with require_own_releases.
  void require_own() const;

  /// As require_own, for releases(): called by commands that write there. If a team shares the folder,
  /// returns a warning for the user, otherwise "".
  std::string require_own_releases() const;

  /// Takes the lock of the workspace and removes files that a killed run left in tmp(). If another run holds
  /// the lock, throws Error(locked), exit code 8, or waits if there is an `on_wait`: see FileLock::take.
  FileLock open(const std::function<void(const Error&)>& on_wait = {}) const;
};

/// Throws Error(invalid) if the folder named by --store belongs to another user or if others can write into
/// it, because the records of a store are trusted.
void require_own_store(const fs::path& folder);

}  // namespace rpmworks::store
