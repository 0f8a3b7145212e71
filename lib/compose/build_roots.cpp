// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/build_roots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "buildroot/listing.hpp"
#include "core/error.hpp"
#include "core/json.hpp"
#include "core/secrets.hpp"
#include "core/text.hpp"

namespace rpmworks::compose {

namespace {

using manifest::BuildRoot;
using manifest::BuildRoots;

// The address of an upstream for those who get the release. One on this machine has none for them.
manifest::BuildRootRepository shown_address(const std::string& name, const config::Config& config) {
  const auto upstream = config.upstreams.find(name);
  if (upstream == config.upstreams.end()) return {};
  const auto shown = [](const std::string& url) {
    return url.starts_with("file://") ? "" : redacted(without_credentials(url));
  };
  return {.baseurl = shown(upstream->second.baseurl), .mirrorlist = shown(upstream->second.mirrorlist)};
}

/// Reads buildroot.json of result folders (buildroot/listing.hpp).
class Listings {
 public:
  Listings(const config::Config& config, const store::Store& store) : m_config(config), m_store(store) {}

  /// Whether the listing could be read.
  bool add(const engine::BuildResult& build) {
    if (m_roots.roots.contains(build.buildroot_sha256)) return true;
    if (build.buildroot_listing.empty() || !m_store.has_blob(build.buildroot_listing)) return false;
    try {
      const Json json = Json::parse(read_file(m_store.blob(build.buildroot_listing)));
      if (json.at("buildroot_sha256") != build.buildroot_sha256) return false;
      BuildRoot root;
      for (const Json& package : json.at("packages")) add_package(package, root);
      std::ranges::sort(root.packages);
      if (root.nevras.empty() && manifest::build_root_digest(root.packages) != build.buildroot_sha256)
        return false;
      m_roots.roots.emplace(build.buildroot_sha256, std::move(root));
      return true;
    } catch (const JsonError&) {
      return false;
    }
  }

  BuildRoots take() { return std::move(m_roots); }

 private:
  void add_package(const Json& json, BuildRoot& root) {
    const std::string nevra = json.at("nevra");
    if (!json.contains("sha256")) {
      root.nevras.push_back(nevra);
      return;
    }
    const std::string sha256 = json.at("sha256");
    root.packages.push_back(sha256);
    if (m_roots.packages.contains(sha256)) return;
    const std::string origin = json.at("origin");
    manifest::BuildRootPackage package{.nevra = nevra,
                                       .size = json.value("size", uint64_t{0}),
                                       .repository = origin == buildroot::k_own_package ? "" : origin,
                                       .location = json.value("location", "")};
    if (!package.repository.empty())
      m_roots.repositories.try_emplace(package.repository, shown_address(package.repository, m_config));
    m_roots.packages.emplace(sha256, std::move(package));
  }

  const config::Config& m_config;
  const store::Store& m_store;
  BuildRoots m_roots;
};

}  // namespace

BuildRoots build_roots_of(const std::vector<engine::BuildResult>& builds, const config::Config& config,
                          const store::Store& store, Reporter& reporter) {
  Listings listings(config, store);
  std::vector<std::string> unknown;
  for (const auto& build : builds)
    if (!listings.add(build)) unknown.push_back(build.name);
  if (!unknown.empty())
    reporter.warning(fmt::format(
        "the release does not say which packages were in the build root of {}: the store has no such list of "
        "{} (build again with `rpmworks build --force` to have it)",
        join(unknown, ", "), unknown.size() == 1 ? "it" : "them"));
  return listings.take();
}

BuildRoots released_build_roots(const manifest::Manifest& manifest, const fs::path& folder) {
  BuildRoots roots;
  const fs::path packages = folder / manifest::k_build_root_packages;
  if (!fs::is_regular_file(packages)) return roots;
  manifest::read_build_root_packages(read_file(packages), packages.string(), roots);
  for (const auto& digest : build_roots_in(manifest)) {
    const fs::path file = folder / manifest::build_root_file(digest);
    if (fs::is_regular_file(file)) manifest::read_build_root(read_file(file), digest, file.string(), roots);
  }
  return roots;
}

std::vector<std::string> build_roots_in(const manifest::Manifest& manifest) {
  std::set<std::string> digests;
  for (const auto& entry : manifest.packages)
    if (entry.build && !entry.build->buildroot_sha256.empty()) digests.insert(entry.build->buildroot_sha256);
  return {digests.begin(), digests.end()};
}

}  // namespace rpmworks::compose
