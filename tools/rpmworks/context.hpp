// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "product/session.hpp"

namespace rpmworks::cli {

/// The options common to all commands.
struct Globals {
  std::string config;
  std::string workspace;
  std::string cache;
  std::string store;
  bool json = false;
  bool quiet = false;
  int verbosity = 0;
  bool wait = false;  ///< wait for another run to release the workspace's lock
  unsigned jobs = 0;  ///< 0: number of CPUs
  std::string log_format = "auto";
};

/// The state that a command works with. Finds repos.yaml, and creates the session at its first use. Not
/// thread-safe.
class Context {
 public:
  Context(const Globals& globals, Reporter& reporter) : m_globals(globals), m_reporter(reporter) {}

  bool json() const { return m_globals.json; }
  Reporter& reporter() { return m_reporter; }
  /// The number of parallel jobs, for commands that need no session.
  unsigned jobs() const;

  /// Whether a repos.yaml exists: given with -c, or found in the current folder or a parent folder.
  bool has_config() { return !config_file().empty(); }
  /// Throws Error(invalid), naming the places searched, if no repos.yaml exists.
  void require_config();

  /// The workspace's folders. Does not read repos.yaml.
  const store::Workspace& workspace();

  /// With --wait, says what a run waits for; otherwise empty. For locks that a command takes itself.
  FileLock::OnWait on_wait();

  /// The session with the configuration of repos.yaml, or the built-in configuration if no repos.yaml exists.
  product::Session& session();
  /// Returns the same session after adding the submodules of its superprojects to its packages, which may
  /// fetch them.
  product::Session& session_with_packages();

  /// The session, for commands that write into the workspace. Takes the workspace's lock until the end of the
  /// run; with --wait, waits for another run to release the lock.
  product::Session& locked();
  /// As locked(), for commands that also write into releases/.
  product::Session& locked_for_releases();

 private:
  const fs::path& config_file();

  const Globals& m_globals;
  Reporter& m_reporter;
  bool m_looked = false;
  fs::path m_config_file;
  std::optional<store::Workspace> m_workspace;
  std::optional<product::Session> m_session;
  bool m_has_packages = false;
};

}  // namespace rpmworks::cli
