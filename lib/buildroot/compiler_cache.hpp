// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "buildroot/build_set.hpp"
#include "config/config.hpp"
#include "core/events.hpp"
#include "sandbox/sandbox.hpp"

namespace rpmworks::buildroot {

/// The package that a root needs for it, as one more of the BuildRequires: mock's plugin does the same.
inline constexpr const char* k_ccache = "ccache";

/// What the results of compilers that are kept for a build may take, in bytes; 0 where none are kept.
uint64_t compiler_cache_limit(const config::Target& target, const config::Building& building);

/// What a build with such a cache is given.
struct CompilerCacheUse {
  fs::path folder;     ///< of the host, shared by the builds of a target
  uint64_t limit = 0;  ///< bytes
  fs::path links;      ///< the folder of the root whose links stand in for its compilers: "/usr/lib64/ccache"
  std::string toolchain;  ///< another one wherever the same source may be compiled to something else
};

/// What such a cache may hold before it is clear that something else than ccache has filled it: ccache cleans
/// up a part of it at a time.
uint64_t compiler_cache_most(uint64_t limit);

/// Gives a sandbox what `use` says; what must be files is written into `scratch`.
void add_compiler_cache(const CompilerCacheUse& use, const fs::path& scratch, sandbox::Sandbox& box);

/// The part of its folder's name that tells a target of a product from others: "PRODUCT/TARGET-ARCH".
fs::path compiler_cache_place(const std::string& product, const config::Target& target);

/// Where the compilers' results are kept: one folder for each target of a product, to which ccache and its
/// builds may write what they like.
///
/// It lies beside the build roots, where only this user can enter, and is never followed, read or run from
/// outside of sandboxes.
class CompilerCaches {
 public:
  CompilerCaches(const fs::path& roots, std::string product)
      : m_folder(roots / "ccache"), m_product(std::move(product)) {}

  /// For a build in a root of these layers and packages; what was left there that is not ccache's is thrown
  /// away before the first build. Nothing, with a warning, where the root's ccache has no links for
  /// compilers.
  std::optional<CompilerCacheUse> use(const config::Target& target, uint64_t limit,
                                      const std::vector<fs::path>& layers, const BuildSet& set,
                                      Reporter& reporter);

 private:
  void look_over(const fs::path& folder, uint64_t limit);

  fs::path m_folder;
  std::string m_product;
  std::mutex m_mutex;
  std::set<fs::path> m_looked_over;
};

/// Throws away what is in the folder; the folder itself stays, as builds may have it mounted.
void empty_compiler_cache(const fs::path& folder);

/// How mock is told: its plugin, with this folder. Nothing where neither target nor package says anything, or
/// a second build is to prove the first.
std::vector<std::string> mock_ccache_options(const config::Target& target, const config::Building& building,
                                             const fs::path& folder, bool once_more);

/// Whether it was ccache itself that failed, not what it was to run. Builds can say so too: that only costs
/// them the cache.
bool is_failure_of_ccache(std::string_view build_log);

}  // namespace rpmworks::buildroot
