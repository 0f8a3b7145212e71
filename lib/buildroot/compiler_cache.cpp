// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/compiler_cache.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>

#include "buildroot/beneath.hpp"
#include "core/digest.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr const char* k_folder_inside = "/var/tmp/ccache";  // as in mock
constexpr const char* k_toolchain_inside = "/builddir/.toolchain";
// Of 64-bit Fedora and similar; of Debian and 32-bit systems.
constexpr const char* k_places[] = {"/usr/lib64/ccache", "/usr/lib/ccache"};

// Name prefixes of the distributions' packages that turn source files into object files.
constexpr const char* k_tools[] = {"binutils", "clang", "cpp", "g++", "gcc", "libgcc", "llvm", "lld", "nasm"};

bool is_tool(const engine::InstalledPackage& package) {
  return std::ranges::any_of(k_tools, [&](const char* name) { return package.nevra.name.starts_with(name); });
}

// ccache checks sources, headers and the compiler program, but not other parts of the compiler, the assembler
// or plugins. All packages of the distribution in the root count, because they change rarely. The product's
// own packages change with every run, and count only if they have the name of a tool.
std::string toolchain_of(const BuildSet& set) {
  std::vector<engine::InstalledPackage> packages;
  for (auto& package : set.all())
    if (!package.repository.empty() || is_tool(package)) packages.push_back(std::move(package));
  return digest_of(std::move(packages));
}

std::optional<fs::path> links_in(const std::vector<fs::path>& layers) {
  for (const fs::path place : k_places)
    for (const auto& layer : layers)
      if (std::ranges::count(folders_beneath(layer, place.parent_path().relative_path()),
                             place.filename().string()) != 0)
        return place;
  return std::nullopt;
}

// ccache's folders are named by one digit of a digest, or "tmp"; there are two levels of them.
bool is_to_be_folder(const fs::path& name) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  const std::string text = name.string();
  return text == "tmp" || (text.size() == 1 && k_digits.find(text.front()) != std::string_view::npos);
}

// Whether something other than ccache changed the folder. If ccache cannot make or open a folder, it fails,
// and a script such as configure takes that for an answer of the compiler. Or the cache is larger than ccache
// would let it be.
bool is_damaged(const fs::path& folder, uint64_t most) {
  uint64_t bytes = 0;
  std::error_code failure;
  for (auto it = fs::recursive_directory_iterator(folder, failure);
       !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
    struct stat info {};
    if (::lstat(it->path().c_str(), &info) != 0) continue;  // a build removed it
    const bool is_open = (info.st_mode & S_IRWXU) == S_IRWXU;
    if (S_ISDIR(info.st_mode) ? !is_open : it.depth() < 2 && is_to_be_folder(it->path().filename()))
      return true;
    bytes += static_cast<uint64_t>(info.st_blocks) * 512;
  }
  return failure == std::errc::permission_denied || bytes > most;
}

}  // namespace

uint64_t compiler_cache_limit(const config::Target& target, const config::Building& building) {
  if (!building.ccache.value_or(target.ccache.has_value())) return 0;
  return target.ccache.value_or(config::k_usual_ccache);
}

void add_compiler_cache(const CompilerCacheUse& use, const fs::path& scratch, sandbox::Sandbox& box) {
  const fs::path toolchain = scratch / "toolchain";
  write_new_file(toolchain, use.toolchain + "\n");
  box.binds.push_back({use.folder, k_folder_inside, true});
  box.binds.push_back({toolchain, k_toolchain_inside, false});
  const std::map<std::string, std::string> variables = {
      {"PATH", use.links.string() + ":" + sandbox::k_path},
      {"CCACHE_DIR", k_folder_inside},
      // Builds can write to the folder, so a configuration in it must not be read.
      {"CCACHE_CONFIGPATH", "/dev/null"},
      {"CCACHE_MAXSIZE", fmt::format("{}Mi", std::max<uint64_t>(1, use.limit >> 20))},
      // Not by modification time: two compilers in roots may have the same.
      {"CCACHE_COMPILERCHECK", "content"},
      // Independent of the build's umask: a closed folder would look like damage.
      {"CCACHE_UMASK", "022"},
      {"CCACHE_EXTRAFILES", k_toolchain_inside}};
  for (const auto& [name, value] : variables) box.env[name] = value;
}

fs::path compiler_cache_place(const std::string& product, const config::Target& target) {
  return fs::path(product.empty() ? "-" : product) / fmt::format("{}-{}", target.name, target.arch);
}

uint64_t compiler_cache_most(uint64_t limit) {
  return limit + limit / 4 + (uint64_t{64} << 20);
}

void CompilerCaches::look_over(const fs::path& folder, uint64_t limit) {
  const std::lock_guard guard(m_mutex);
  if (!m_looked_over.insert(folder).second) return;
  const fs::file_status status = fs::symlink_status(folder);
  if (fs::exists(status) && !fs::is_directory(status)) fs::remove(folder);
  make_folders(folder);
  // The building user is another user, to whom an ordinary user cannot give a folder.
  fs::permissions(folder, fs::perms(0777));
  if (is_damaged(folder, compiler_cache_most(limit))) empty_compiler_cache(folder);
}

std::optional<CompilerCacheUse> CompilerCaches::use(const config::Target& target, uint64_t limit,
                                                    const std::vector<fs::path>& layers, const BuildSet& set,
                                                    Reporter& reporter) {
  const auto links = links_in(layers);
  if (!links) {
    reporter.warning(
        fmt::format("the target '{}' sets `ccache`, but the ccache package of its repositories has no "
                    "compiler links (in /usr/lib64/ccache or /usr/lib/ccache): nothing is cached",
                    target.name));
    return std::nullopt;
  }
  const fs::path folder = m_folder / compiler_cache_place(m_product, target);
  look_over(folder, limit);
  return CompilerCacheUse{folder, limit, *links, toolchain_of(set)};
}

void empty_compiler_cache(const fs::path& folder) {
  std::vector<fs::path> items;
  for (const auto& item : fs::directory_iterator(folder)) items.push_back(item.path());
  for (const auto& item : items) sandbox::remove_build_tree(item);
}

std::vector<std::string> mock_ccache_options(const config::Target& target, const config::Building& building,
                                             const fs::path& folder, bool second_build) {
  const uint64_t limit = compiler_cache_limit(target, building);
  if (limit == 0 && !building.ccache) return {};  // the user's own configuration may enable it
  if (limit == 0 || second_build) return {"--disable-plugin=ccache"};
  // The plugin expands '%'.
  std::string path;
  for (const char c : folder.string()) path += c == '%' ? std::string("%%") : std::string(1, c);
  return {"--enable-plugin=ccache",
          fmt::format("--plugin-option=ccache:max_cache_size={}M", std::max<uint64_t>(1, limit >> 20)),
          fmt::format("--plugin-option=ccache:dir={}", path)};
}

bool is_failure_of_ccache(std::string_view build_log) {
  // "FATAL" in versions before 3.2.
  return build_log.find("ccache: error:") != std::string_view::npos ||
         build_log.find("ccache: FATAL:") != std::string_view::npos;
}

}  // namespace rpmworks::buildroot
