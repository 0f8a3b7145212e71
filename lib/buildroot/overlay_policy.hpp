// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "buildroot/root_cache.hpp"
#include "engine/engine.hpp"
#include "sandbox/sandbox.hpp"
#include "store/store.hpp"

namespace rpmworks::buildroot {

/// The warning if the kernel's overlays do not work in `folder`: why, what is used instead, and what would be
/// faster.
std::string layering_text(const sandbox::LayeringFound& found, const fs::path& folder);

/// How many of `available` bytes of memory the files of one of `jobs` parallel builds may use: all builds
/// together use half of it. 0 if that is too little.
uint64_t share_of_memory(uint64_t available, unsigned jobs);

/// Decides how the layers of build roots are combined, and whether the files of a build are in memory.
/// Thread-safe.
class OverlayPolicy {
 public:
  /// For `jobs` parallel builds. `cache` and `store` must outlive this object.
  OverlayPolicy(const RootCache& cache, store::Store& store, unsigned jobs)
      : m_cache(cache), m_store(store), m_jobs(jobs) {}

  /// How layers are combined here; tried out once. If the kernel cannot do it, one warning is given
  /// (layering_text). Throws as sandbox::require_sandboxes.
  sandbox::Layering layering(Reporter& reporter);
  /// How many bytes of memory the files of this build may use. 0: they are on disk, because of `tmpfs: false`
  /// or for a reason that -v shows.
  uint64_t memory(const engine::BuildRequest& request, Reporter& reporter);
  /// Records that so many bytes were too little for this package, for its next build.
  void outgrown(const engine::BuildRequest& request, uint64_t bytes);

 private:
  const RootCache& m_cache;
  store::Store& m_store;
  unsigned m_jobs;
  std::mutex m_mutex;
  std::optional<sandbox::Layering> m_layering;
  std::optional<bool> m_can_be_in_memory;
};

}  // namespace rpmworks::buildroot
