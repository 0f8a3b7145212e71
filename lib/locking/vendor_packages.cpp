// SPDX-License-Identifier: GPL-3.0-or-later
#include "locking/vendor_packages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <tuple>

#include "buildroot/open_upstream.hpp"
#include "core/digest.hpp"
#include "core/pool.hpp"
#include "core/threads.hpp"
#include "locking/lock_inputs.hpp"
#include "locking/records.hpp"
#include "store/known_blob.hpp"

namespace rpmworks::locking {

namespace {

using lockfile::LockedPackage;
using ByUpstream = std::map<std::string, std::vector<const LockedPackage*>>;

// The packages that the store lacks or whose copy is damaged.
ByUpstream lacking(product::Session& session, const lockfile::Lock& lock) {
  enum class State : char { whole, damaged, missing };
  std::vector<State> states(lock.packages.size());
  parallel_for(states.size(), thread_limit(), [&](size_t i) {
    const std::string& sha256 = lock.packages[i].sha256;
    states[i] = !session.store.has_blob(sha256)                      ? State::missing
                : store::has_blob_known_whole(session.store, sha256) ? State::whole
                                                                     : State::damaged;
  });
  ByUpstream packages;
  for (size_t i = 0; i < states.size(); ++i) {
    const LockedPackage& package = lock.packages[i];
    if (states[i] == State::whole) continue;
    if (states[i] == State::damaged)
      session.reporter.warning(fmt::format("the copy of {} in the store is damaged ({}): it is fetched again",
                                           package.nevra.str(), session.store.blob(package.sha256).string()));
    packages[package.upstream].push_back(&package);
  }
  return packages;
}

void fetch(product::Session& session, const ByUpstream& packages) {
  std::vector<upstream::Repository> repositories;
  for (const auto& [name, _] : packages)
    repositories.push_back(
        buildroot::open_for_packages(session.config, session.config.upstreams.at(name), session.workspace));
  std::vector<upstream::PackageRequest> requests;
  for (const auto& [name, wanted] : packages) {
    upstream::PackageRequest& request = requests.emplace_back();
    request.repository = &repositories[requests.size() - 1];
    for (const auto* package : wanted)
      request.packages.push_back({.repository = name,
                                  .href = package->location,
                                  .sha256 = package->sha256,
                                  .size = package->size,
                                  .nevra = package->nevra});
  }
  for (const auto& fetched : upstream::fetch_packages(requests, session.threads(), session.reporter))
    for (const auto& package : fetched) upstream::put_verified(session.store, package);
}

// Keeps the packages from being collected.
void record(store::Store& store, const lockfile::Lock& lock) {
  Digest key;
  std::vector<std::string> digests;
  for (const auto& package : lock.packages) {
    key.field(package.sha256);
    digests.push_back(package.sha256);
  }
  const std::string hex = key.hex();
  if (!digests.empty() && !k_locked_packages.find(store, hex)) k_locked_packages.put(store, hex, digests);
}

std::string url_of(const LockedPackage& package, const config::Config& config) {
  const config::Upstream& upstream = config.upstreams.at(package.upstream);
  return upstream.baseurl.empty() ? package.location : locked_url(upstream, config) + "/" + package.location;
}

// The packages of a release by target and name; of several with one name, the first.
using Nevras = std::map<std::pair<std::string, std::string>, rpm::Nevra>;

Nevras nevras_of(const std::vector<engine::BuildResult>& builds, const lockfile::Lock& lock) {
  Nevras nevras;
  for (const auto& build : builds)
    for (const auto& artifact : build.packages)
      nevras.emplace(std::pair(build.target, artifact.package.nevra.name), artifact.package.nevra);
  for (const auto& package : lock.packages)
    nevras.emplace(std::pair(package.target, package.nevra.name), package.nevra);
  return nevras;
}

std::vector<std::string> with_versions(const LockedPackage& package, const Nevras& nevras) {
  std::vector<std::string> chain;
  for (const auto& name : package.because) {
    const auto at = nevras.find({package.target, name});
    chain.push_back(at == nevras.end() ? name : at->second.str());
  }
  return chain;
}

}  // namespace

std::map<std::string, std::vector<compose::VendorPackage>> vendor_packages(
    const product::Session& session, const layout::Targets& targets,
    const std::vector<engine::BuildResult>& builds, const lockfile::Lock& lock) {
  const Nevras nevras = nevras_of(builds, lock);
  std::map<std::string, std::vector<compose::VendorPackage>> by_section;
  for (const auto* section : upstream_sections(session.config, targets)) by_section[section->path];
  std::map<std::tuple<std::string_view, std::string_view, rpm::Nevra>, size_t> places;  // in their section
  for (const auto& package : lock.packages) {
    if (!targets.find(package.target)) continue;
    auto& packages = by_section[package.section];
    // Targets that share a section have noarch packages in common.
    const auto [same, is_new] =
        places.try_emplace({package.section, package.sha256, package.nevra}, packages.size());
    if (!is_new) {
      packages[same->second].targets.push_back(package.target);
      continue;
    }
    packages.push_back({.sha256 = package.sha256,
                        .url = url_of(package, session.config),
                        .required_by = with_versions(package, nevras),
                        .targets = {package.target},
                        .nevra = package.nevra});
  }
  return by_section;
}

void fetch_packages(product::Session& session, const layout::Targets& targets, lockfile::Lock lock) {
  std::erase_if(lock.packages, [&](const auto& package) { return !targets.find(package.target); });
  fetch(session, lacking(session, lock));
  record(session.store, lock);
}

}  // namespace rpmworks::locking
