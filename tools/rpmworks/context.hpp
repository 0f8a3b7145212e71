// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"
#include "core/events.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::cli {

/// The options that every command has.
struct Globals {
  std::string config;
  std::string workspace;
  std::string cache;
  std::string store;
  bool json = false;
  bool quiet = false;
  int verbosity = 0;
  bool wait = false;  ///< for a run that holds the workspace
  unsigned jobs = 0;  ///< 0: as many as there are processors
  std::string log_format = "auto";
};

/// What a command works with: configuration, workspace and store, each made when first asked for.
class Context {
 public:
  Context(const Globals& globals, Reporter& reporter) : m_globals(globals), m_reporter(reporter) {}

  bool json() const { return m_globals.json; }
  bool quiet() const { return m_globals.quiet; }
  unsigned jobs() const;
  /// Whether the command line says how many.
  bool jobs_are_given() const { return m_globals.jobs > 0; }
  Reporter& reporter() { return m_reporter; }

  /// Whether there is a repos.yaml: named with -c, or found in this folder or above it.
  bool has_config();
  /// The configuration. Throws Error(invalid) that says where it was looked for when there is none.
  const config::Config& config();
  /// The configuration with the submodules of its superprojects among its packages. Fetches the superprojects
  /// if need be.
  const config::Config& config_with_packages();
  /// The configuration, or the built-in one where there is none.
  const config::Config& config_or_standalone();

  const store::Workspace& workspace();
  store::Store& store();
  /// Takes the lock of the workspace until the end of the run, waiting for another run if --wait says so.
  /// Every command that writes there begins with it.
  void lock_workspace();
  /// The same for commands that also write into releases/.
  void lock_releases();

 private:
  void find_config();

  const Globals& m_globals;
  Reporter& m_reporter;
  bool m_looked = false;
  fs::path m_config_file;
  std::optional<config::Config> m_config;
  std::optional<config::Config> m_config_with_packages;
  std::optional<store::Workspace> m_workspace;
  std::optional<store::Store> m_store;
  std::optional<FileLock> m_lock;
};

}  // namespace rpmworks::cli
