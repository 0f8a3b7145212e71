// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "builtin/failure.hpp"
#include "builtin/parts.hpp"
#include "engine/engine.hpp"
#include "engine/follower.hpp"
#include "engine/state_log.hpp"

namespace rpmworks::builtin {

/// One build of the built-in engine. rpmbuild runs again when it asks for more packages, when its files do
/// not fit in memory, or when ccache fails.
class Build {
 public:
  /// `folder` is to become the result folder of `request`, and holds its source package.
  Build(Parts& parts, const engine::BuildRequest& request, const fs::path& folder,
        engine::BuildFollower& follower, Reporter& reporter);

  /// Builds the packages, and writes them and the logs into the folder. Throws as Engine::build.
  void run();
  const std::string& buildroot_sha256() const { return m_buildroot_sha256; }
  /// The built packages, in the store and sorted by NEVRA.
  std::vector<engine::Artifact> packages() && { return std::move(m_packages); }

 private:
  bool attempt();
  buildroot::Root make_root(sandbox::Layering layering);
  void write_root_logs(const buildroot::Root& root);
  buildroot::RpmbuildRun run_in(const buildroot::Root& root, sandbox::Layering layering,
                                const fs::path& scratch);
  void take_packages(const buildroot::RpmbuildRun& run);
  void require_declared(const std::vector<engine::Artifact>& made, const buildroot::RpmbuildRun& run) const;
  void prepare_retry(const buildroot::RpmbuildRun& run, const buildroot::RpmbuildEnd& end);
  bool add_requirements(const buildroot::RpmbuildRun& run, const buildroot::RpmbuildEnd& end,
                        const std::vector<std::string>& missing, bool generator_ran);

  Parts& m_parts;
  const engine::BuildRequest& m_request;
  const fs::path m_folder;
  engine::BuildFollower& m_follower;
  Reporter& m_reporter;
  engine::StateLog m_state;
  std::vector<std::string> m_requirements;
  AskedLater m_asked;             ///< in the last attempt
  uint64_t m_compiler_cache = 0;  ///< bytes; 0: none is used
  bool m_may_be_in_memory = true;
  unsigned m_round = 1;  ///< of additional requirements
  std::string m_buildroot_sha256;
  std::vector<engine::Artifact> m_packages;
};

}  // namespace rpmworks::builtin
