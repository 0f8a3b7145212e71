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

/// The package that is added to the BuildRequires. mock's plugin adds it too.
inline constexpr const char* k_ccache = "ccache";

/// The size limit of the compiler cache for a build, in bytes; 0 if it uses none.
uint64_t compiler_cache_limit(const config::Target& target, const config::Building& building);

/// How a build uses a compiler cache.
struct CompilerCacheUse {
  fs::path folder;     ///< on the host, shared by the builds of a target
  uint64_t limit = 0;  ///< bytes
  fs::path links;      ///< the folder in the root with ccache's links for the compilers: "/usr/lib64/ccache"
  std::string toolchain;  ///< changes whenever the same source may be compiled to something else
};

/// The size of a compiler cache beyond which something other than ccache must have filled it. It is above the
/// limit, because ccache cleans up only a part of the cache at a time.
uint64_t compiler_cache_most(uint64_t limit);

/// Adds a compiler cache to a sandbox. Files for it are written into `scratch`.
void add_compiler_cache(const CompilerCacheUse& use, const fs::path& scratch, sandbox::Sandbox& box);

/// The path of a target's compiler cache below the folder of all caches: "PRODUCT/TARGET-ARCH".
fs::path compiler_cache_place(const std::string& product, const config::Target& target);

/// The compiler caches, one folder for each target of a product. Builds may write anything into them.
///
/// They are beside the build roots, which only this user can enter. Nothing in them is followed, read or run
/// outside of sandboxes.
class CompilerCaches {
 public:
  CompilerCaches(const fs::path& roots, std::string product)
      : m_folder(roots / "ccache"), m_product(std::move(product)) {}

  /// The cache for a build in a root of these layers and packages. A cache that is damaged or too large is
  /// emptied before the first build that uses it. Nothing, with a warning, if the ccache in the root has no
  /// links for compilers.
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

/// Empties the folder. The folder itself stays, because builds may have it mounted.
void empty_compiler_cache(const fs::path& folder);

/// mock's options for its ccache plugin with this folder. Empty if neither the target nor the package
/// mentions ccache. A second build for comparison does not use it.
std::vector<std::string> mock_ccache_options(const config::Target& target, const config::Building& building,
                                             const fs::path& folder, bool second_build);

/// Whether the log shows that ccache itself failed, and not the compiler. A build can print the same words;
/// then it only loses the cache.
bool is_failure_of_ccache(std::string_view build_log);

}  // namespace rpmworks::buildroot
