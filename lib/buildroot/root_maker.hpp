// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "buildroot/build_set.hpp"
#include "buildroot/install.hpp"
#include "buildroot/root_cache.hpp"
#include "engine/engine.hpp"
#include "engine/setup.hpp"

namespace rpmworks::buildroot {

/// The build root of one build; what it consists of stays in the cache as long as this lives.
struct Root {
  BuildSet set;
  CacheEntry base;
  std::optional<CacheEntry> layer;

  /// The folders that an overlay is made of, topmost first.
  std::vector<fs::path> layers() const;
  /// mock's list of what is installed.
  std::string installed_packages() const;
  /// What rpm said while it was made.
  std::string log() const;
};

/// From requirements to a root: opens a target's repositories, has packages chosen, fetched and verified, and
/// installed into roots that are kept. Safe from several threads.
class RootMaker {
 public:
  RootMaker(const engine::Setup& setup, const RootCache& cache)
      : m_config(setup.config), m_workspace(setup.workspace), m_store(setup.store), m_cache(cache) {}

  /// The target's repositories, opened once in a run, in its order.
  const std::vector<upstream::Repository>& repositories(const config::Target& target, Reporter& reporter);
  /// As Engine::trust_sha256.
  std::string trust_sha256(const config::Target& target, Reporter& reporter);
  /// The packages of a root; asks the solver only for what was never asked before.
  BuildSet set(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
               Reporter& reporter);
  /// The root itself, made if need be. When rpm cannot install it, what rpm said is left in `log`, a file of
  /// what will be the request's result folder, and the Error(build) names it there.
  Root root(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
            sandbox::Layering layering, const fs::path& log, Reporter& reporter);

 private:
  BuildSet plain_set(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                     Reporter& reporter);
  void warn_of_broken(const std::string& broken, Reporter& reporter);
  Sources sources(const engine::BuildRequest& request, Reporter& reporter);
  std::string digest_of_local(const fs::path& file) const;
  std::string digest_with_trust(const config::Target& target, const std::vector<engine::Piece>& pieces,
                                Reporter& reporter);
  std::vector<PieceFile> fetch(const config::Target& target, const std::vector<engine::Piece>& pieces,
                               Reporter& reporter);

  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  const RootCache& m_cache;
  std::mutex m_mutex;
  std::atomic<bool> m_has_warned{false};  ///< of roots that are not as they were made
  std::map<std::string, std::vector<upstream::Repository>> m_repositories;
};

}  // namespace rpmworks::buildroot
