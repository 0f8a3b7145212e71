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

/// Where the kernel's overlays do not work in `folder`: why, what takes their place, and what would be
/// faster.
std::string layering_text(const sandbox::LayeringFound& found, const fs::path& folder);

/// The part of `available` bytes of memory that the files of one of `jobs` builds may take: all of them
/// together half of it. 0 where that is too little to begin with.
uint64_t share_of_memory(uint64_t available, unsigned jobs);

/// Where the roots of builds come together: how their layers are laid over each other, and whether what a
/// build writes is in memory. Safe from several threads.
class WorkPlace {
 public:
  /// For `jobs` builds at a time; `cache` and `store` must outlive it.
  WorkPlace(const RootCache& cache, store::Store& store, unsigned jobs)
      : m_cache(cache), m_store(store), m_jobs(jobs) {}

  /// How layers are made here, found out by trying once. When that is not by the kernel, one warning says
  /// why, what happens instead, and what would be faster. Throws as sandbox::require_sandboxes.
  sandbox::Layering layering(Reporter& reporter);
  /// How many bytes of memory the files of this build may take; 0: they are on disk, as `tmpfs: false` says,
  /// or for a reason that -v tells.
  uint64_t memory(const engine::BuildRequest& request, Reporter& reporter);
  /// So many bytes were too little for this package: kept, so that the next build of it does not find out
  /// anew.
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
