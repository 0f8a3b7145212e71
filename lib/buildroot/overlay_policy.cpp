// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/overlay_policy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/admission.hpp"
#include "buildroot/records.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr uint64_t k_least_share = uint64_t{256} << 20;  // bytes; less is not worth trouble

// The same for all versions of a package: they write about as much.
std::string outgrown_key(const engine::BuildRequest& request) {
  return Digest().field(request.target->name).field(request.srpm().name).hex();
}

}  // namespace

std::string layering_text(const sandbox::LayeringFound& found, const fs::path& folder) {
  const std::string why =
      fmt::format("the kernel refuses overlays in {} ({})", folder.string(), found.kernel_refusal);
  constexpr const char* k_faster = "a --cache folder on a local ext4, xfs or btrfs file system";
  if (found.layering == sandbox::Layering::fuse)
    return fmt::format("{}, so rpmworks makes build roots with fuse-overlayfs; {} would be faster", why,
                       k_faster);
  return fmt::format("{}, and {}, so rpmworks copies build roots; {} or fuse-overlayfs would be faster", why,
                     found.fuse_refusal, k_faster);
}

uint64_t share_of_memory(uint64_t available, unsigned jobs) {
  const uint64_t share = available / 2 / std::max(1U, jobs);
  return share < k_least_share ? 0 : share;
}

sandbox::Layering OverlayPolicy::layering(Reporter& reporter) {
  const std::lock_guard guard(m_mutex);
  if (m_layering) return *m_layering;
  const RootCache::Scratch trial = m_cache.scratch("-trial");
  const sandbox::LayeringFound found = sandbox::require_sandboxes(trial.path());
  if (found.layering != sandbox::Layering::kernel)
    reporter.warning(layering_text(found, trial.path().parent_path()));
  m_layering = found.layering;
  return *m_layering;
}

uint64_t OverlayPolicy::memory(const engine::BuildRequest& request, Reporter& reporter) {
  const auto& wish = request.building().tmpfs ? request.building().tmpfs : request.target->tmpfs;
  if (!wish.value_or(true)) return 0;
  const auto on_disk = [&](const std::string& why) {
    reporter.detail(fmt::format("{} is built on disk: {}", request.srpm().nevra.str(), why));
    return uint64_t{0};
  };
  const sandbox::Layering kind = layering(reporter);
  if (kind == sandbox::Layering::copy) return on_disk("its root is a copy, which is not kept in memory");
  {
    const std::lock_guard guard(m_mutex);
    if (!m_can_be_in_memory) {
      const RootCache::Scratch trial = m_cache.scratch("-trial");
      m_can_be_in_memory = sandbox::can_layer_in_memory(kind, trial.path());
    }
  }
  if (!*m_can_be_in_memory) return on_disk("the kernel refuses overlays in memory");
  const uint64_t available = resources_left(m_cache.folder()).memory;
  const uint64_t share = share_of_memory(available, m_jobs);
  if (share == 0)
    return on_disk(fmt::format("{} of memory are available for {}", human_bytes(available),
                               m_jobs == 1 ? "it" : fmt::format("{} builds at a time", m_jobs)));
  // The available memory varies all the time, so it is tried again only with much more.
  const auto too_little = k_outgrown_memory.find(m_store, outgrown_key(request));
  if (too_little && share / 2 < *too_little)
    return on_disk(fmt::format("{} of memory were not enough for it before", human_bytes(*too_little)));
  reporter.detail(
      fmt::format("{} is built in memory, using at most {}", request.srpm().nevra.str(), human_bytes(share)));
  return share;
}

void OverlayPolicy::outgrown(const engine::BuildRequest& request, uint64_t bytes) {
  k_outgrown_memory.put(m_store, outgrown_key(request), bytes);
}

}  // namespace rpmworks::buildroot
