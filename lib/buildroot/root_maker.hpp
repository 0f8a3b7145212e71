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

/// The build root of one build. Its entries stay in the cache as long as this object lives.
struct Root {
  BuildSet set;
  CacheEntry base;
  std::optional<CacheEntry> layer;

  /// The folders for an overlay, topmost first.
  std::vector<fs::path> layers() const;
  /// The installed packages, in mock's format.
  std::string installed_packages() const;
  /// The output of rpm when the root was made.
  std::string log() const;
};

/// Makes build roots: opens the repositories of a target, chooses, fetches and verifies packages, and
/// installs them into roots that are kept in the cache. Thread-safe.
class RootMaker {
 public:
  RootMaker(const engine::Setup& setup, const RootCache& cache)
      : m_config(setup.config), m_workspace(setup.workspace), m_store(setup.store), m_cache(cache) {}

  /// The target's repositories, in its order. They are opened once per run.
  const std::vector<upstream::Repository>& repositories(const config::Target& target, Reporter& reporter);
  /// As Engine::trust_sha256.
  std::string trust_sha256(const config::Target& target, Reporter& reporter);
  /// The packages of a root. Answers are kept in the store, so the solver is only asked something new.
  BuildSet set(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
               Reporter& reporter);
  /// The root, made if it is not in the cache. If rpm cannot install it, rpm's output is left in `log`, a
  /// file in the folder that becomes the result folder, and the Error(build) names the file there.
  Root root(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
            sandbox::Layering layering, const fs::path& log, Reporter& reporter);

 private:
  BuildSet plain_set(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                     Reporter& reporter);
  void warn_of_broken(const std::string& broken, Reporter& reporter);
  RootSources sources(const engine::BuildRequest& request, Reporter& reporter);
  std::string digest_of_local(const fs::path& file) const;
  std::string digest_with_trust(const config::Target& target,
                                const std::vector<engine::InstalledPackage>& packages, Reporter& reporter);
  std::vector<PackageFile> fetch(const config::Target& target,
                                 const std::vector<engine::InstalledPackage>& packages, Reporter& reporter);

  const config::Config& m_config;
  const store::Workspace& m_workspace;
  store::Store& m_store;
  const RootCache& m_cache;
  std::mutex m_mutex;
  std::atomic<bool> m_has_warned{false};  ///< of roots that were changed
  std::map<std::string, std::vector<upstream::Repository>> m_repositories;
};

}  // namespace rpmworks::buildroot
