// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "product/session.hpp"

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

/// What a command works with: finds repos.yaml, and makes the session when it is first asked for. For one
/// thread.
class Context {
 public:
  Context(const Globals& globals, Reporter& reporter) : m_globals(globals), m_reporter(reporter) {}

  bool json() const { return m_globals.json; }
  Reporter& reporter() { return m_reporter; }
  /// How much to do at a time, where no session is needed.
  unsigned jobs() const;

  /// Whether there is a repos.yaml: named with -c, or found in this folder or above it.
  bool has_config() { return !config_file().empty(); }
  /// Throws Error(invalid) that says where it was looked for when there is none.
  void require_config();

  /// The folders; repos.yaml is not read for them.
  const store::Workspace& workspace();

  /// With the configuration as it is written, or the built-in one where there is none.
  product::Session& session();
  /// With the submodules of its superprojects among its packages, which may be fetched for that. It is the
  /// same session.
  product::Session& session_with_packages();

  /// The session, for commands that write into the workspace: takes its lock until the end of the run,
  /// waiting for another run if --wait says so.
  product::Session& locked();
  /// Likewise, for commands that also write into releases/.
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
