// SPDX-License-Identifier: GPL-3.0-or-later
#include "mock/roots.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "buildroot/compiler_cache.hpp"
#include "buildroot/rpmbuild.hpp"
#include "core/digest.hpp"
#include "core/error.hpp"
#include "mock/results.hpp"
#include "mock/run.hpp"
#include "rpm/stand_ins.hpp"

namespace rpmworks::mock {

namespace {

constexpr const char* k_mock_version = "mock 1";
constexpr const char* k_mock_folder = "/etc/mock";

bool has_own_root(const config::Target& target) {
  return !target.mock.root.empty();
}

std::vector<std::string> requirements_of(const engine::BuildRequest& request) {
  std::vector<std::string> requirements = request.srpm().info.build_requires;
  requirements.insert(requirements.end(), request.extra_requires.begin(), request.extra_requires.end());
  return requirements;
}

}  // namespace

Roots::Roots(const engine::Setup& setup, const std::string& mock)
    : m_config(setup.config),
      m_folder(setup.workspace.cache / "mock"),
      m_version(fmt::format("{} {}", k_mock_version, mock)),
      m_cache(setup.workspace.roots(), 0),
      m_roots(setup, m_cache),
      m_overlays(m_cache, setup.store, 1) {}

std::string Roots::trust_sha256(const config::Target& target) {
  return m_roots.trust_sha256(target, Reporter::silent());
}

const RootConfig& Roots::config_of(const config::Target& target) {
  const auto& repositories = m_roots.repositories(target, Reporter::silent());
  const std::lock_guard guard(m_mutex);
  const std::pair key(target.name, target.macros);
  if (const auto known = m_configs.find(key); known != m_configs.end()) return known->second;
  RootConfig config;
  if (has_own_root(target)) {
    config = user_config(target, k_mock_folder);
  } else {
    std::vector<Repository> wanted;
    for (const auto& repository : repositories) {
      const auto& upstream = m_config.upstreams.at(repository.metadata().name);
      wanted.push_back(
          {upstream.name, upstream.baseurl, upstream.mirrorlist,
           write_by_content(m_folder / "keys", upstream.name, repository.trust().armoured(), ".asc"),
           upstream.signed_repomd});
    }
    config = write_config(target, wanted, m_folder / "configs");
  }
  return m_configs.emplace(key, std::move(config)).first->second;
}

// The user's own configuration does not have the dist and macros of repos.yaml.
std::vector<std::string> Roots::options_of(const config::Target& target) const {
  std::vector<std::string> options;
  if (has_own_root(target))
    for (const auto& [name, value] : rpm::target_macros(target.macros, target.dist))
      options.push_back(fmt::format("--define={} {}", name, value.empty() ? "%{nil}" : value));
  options.insert(options.end(), target.mock.options.begin(), target.mock.options.end());
  return options;
}

std::vector<std::string> Roots::ccache_options(const engine::BuildRequest& request) const {
  const config::Target& target = *request.target;
  const config::Building& building = request.building();
  const fs::path place = m_folder / "ccache" / buildroot::compiler_cache_place(m_config.product, target);
  if (buildroot::compiler_cache_limit(target, building) != 0) {
    make_folders(place);
    give_to_mock_user(place);
  }
  return buildroot::mock_ccache_options(target, building, place, request.second_build);
}

// dnf's builddep ignores BuildConflicts, but rpmbuild refuses a root with such packages.
std::vector<std::string> Roots::conflict_options(const engine::BuildRequest& request, Reporter& reporter) {
  const auto& conflicts = request.srpm().info.build_conflicts;
  if (conflicts.empty()) return {};
  solve::Universe universe(request.target->arch);
  for (const auto& repository : m_roots.repositories(*request.target, reporter))
    universe.add(repository.metadata());
  return exclusion_options(*request.target, universe.providers(conflicts));
}

std::string Roots::environment_sha256(const config::Target& target) {
  Digest digest;
  digest.field(m_version).field(config_of(target).root).field(config_of(target).sha256);
  const auto options = options_of(target);
  digest.field(std::to_string(options.size()));
  for (const auto& option : options) digest.field(option);
  for (const auto& repository : m_roots.repositories(target, Reporter::silent()))
    digest.field(repository.metadata().name).field(repository.metadata().repomd_sha256);
  return digest.field(trust_sha256(target)).hex();
}

std::vector<upstream::Metadata> Roots::repositories(const config::Target& target, Reporter& reporter) {
  if (target.repos.empty())
    throw Error(ExitCode::invalid,
                fmt::format("the target '{}' does not list the repositories of its builds", target.name))
        .at(target.where)
        .hint(
            "rpmworks needs them for the order of builds: list the repositories of mock's configuration in "
            "buildroot.repos");
  std::vector<upstream::Metadata> metadata;
  for (const auto& repository : m_roots.repositories(target, reporter))
    metadata.push_back(repository.metadata());
  return metadata;
}

std::optional<buildroot::BuildSet> Roots::predicted(const engine::BuildRequest& request, Reporter& reporter) {
  if (has_own_root(*request.target)) return std::nullopt;
  try {
    return m_roots.set(request, requirements_of(request), reporter);
  } catch (const Error& error) {
    if (error.code() != ExitCode::invalid) throw;
    return std::nullopt;
  }
}

InRoot Roots::declared(const engine::BuildRequest& request, const fs::path& srpm,
                       const std::string& buildroot_sha256, Reporter& reporter) {
  const config::Target& target = *request.target;
  if (has_own_root(target)) return {.why_not = "mock.root names a configuration of your own"};
  if (!target.mock.options.empty()) return {.why_not = "mock.options may change how it is parsed there"};
  const auto set = predicted(request, reporter);
  if (!set || digest_of(*set) != buildroot_sha256)
    return {.why_not = "the packages in mock's root differ from the predicted ones"};
  try {
    const buildroot::RootCache::Scratch scratch = m_cache.scratch("-declared");
    buildroot::RpmbuildRun run{.srpm = srpm, .layering = m_overlays.layering(reporter)};
    const buildroot::Root root =
        m_roots.root(request, requirements_of(request), run.layering, scratch.path() / "root.log", reporter);
    run.layers = root.layers();
    run.arch = target.arch;
    run.macros = rpm::target_macros(target.macros, target.dist);
    run.source_date_epoch = request.srpm().commit_time;
    run.limits = buildroot::limits_of(request.building().limits.over(target.limits), scratch.path());
    return {.declared = buildroot::declared_in_root(run, scratch.path())};
  } catch (const Error& error) {
    if (error.code() == ExitCode::interrupted || error.code() == ExitCode::trust) throw;
    return {.why_not = error.what()};
  }
}

std::string Roots::predicted_sha256(const engine::BuildRequest& request, Reporter& reporter) {
  if (const auto set = predicted(request, reporter)) return digest_of(*set);
  return unpredicted_sha256(request);
}

// Identifies a root whose packages are unknown by everything that it is made from.
std::string Roots::unpredicted_sha256(const engine::BuildRequest& request) {
  Digest digest;
  digest.field("unforeseen").field(environment_sha256(*request.target));
  for (const auto& file : request.local_packages) digest.field(file.string());
  return digest.hex();
}

std::string Roots::installed_sha256(const engine::BuildRequest& request, const std::string& installed,
                                    Reporter& reporter) {
  const auto nevras = installed_packages(installed);
  if (nevras.empty()) {
    reporter.warning(fmt::format(
        "mock lists no packages in the root of {}: this machine's rpm may look for their database in another "
        "place than the root's rpm (on Debian: set '%_dbpath /var/lib/rpm' in /etc/rpm/macros)",
        request.srpm().nevra.str()));
    return unpredicted_sha256(request);
  }
  if (const auto set = predicted(request, reporter)) {
    std::vector<std::string> wanted;
    for (const auto* packages : {&set->base, &set->extra})
      for (const auto& package : *packages) wanted.push_back(package.nevra.str());
    std::sort(wanted.begin(), wanted.end());
    if (wanted == nevras) return digest_of(*set);
    reporter.detail(
        fmt::format("{}: the packages in mock's root differ from the predicted ones ({} instead of {})",
                    request.srpm().nevra.str(), nevras.size(), wanted.size()));
  }
  Digest digest;
  for (const auto& nevra : nevras) digest.field(nevra);
  return digest.hex();
}

}  // namespace rpmworks::mock
