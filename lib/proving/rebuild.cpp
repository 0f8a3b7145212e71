// SPDX-License-Identifier: GPL-3.0-or-later
#include "proving/rebuild.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "builtin/engine.hpp"
#include "config/parameters.hpp"
#include "core/error_line.hpp"
#include "product/packages.hpp"
#include "product/srpms.hpp"
#include "upstream/address.hpp"

namespace rpmworks::proving {

namespace {

constexpr const char* k_git = "git";
constexpr const char* k_srpm = "srpm";

bool is_relative(const std::string& url) {
  // "host:path" is an address of git too.
  return url.find(':') == std::string::npos && !url.starts_with('/');
}

// The error is that of one package, unless the whole run is interrupted or this machine fails.
bool is_of_package(const Error& error) {
  return error.code() != ExitCode::interrupted && error.code() != ExitCode::failed;
}

}  // namespace

std::optional<std::string> repository_for(const attest::Build& build, const ProveRequest& request) {
  if (const auto given = request.repositories.find(build.package); given != request.repositories.end())
    return is_relative(given->second) ? fs::absolute(given->second).lexically_normal().string()
                                      : given->second;
  const std::string url = build.package_parameters.value(k_git, "");
  if (!is_relative(url)) return url;
  if (request.base.empty()) return std::nullopt;
  return (fs::absolute(request.base) / url).lexically_normal().string();
}

config::Config config_of(const ReleasedBuilds& released, const manifest::Manifest& manifest,
                         const ProveRequest& request, const fs::path& hostbase) {
  config::Parameters parameters{.product = manifest.product, .packages = {}, .targets = {}};
  for (const auto& one : released.builds) {
    const attest::Build& build = one.build;
    const auto [target, is_new] = parameters.targets.emplace(build.target, build.target_parameters);
    if (!is_new && target->second != build.target_parameters)
      throw Error(
          ExitCode::invalid,
          fmt::format("the statements of the release describe the target {} differently", build.target));
    if (!build.package_parameters.contains(k_git)) continue;
    const auto repository = repository_for(build, request);
    if (!repository) continue;
    Json package = build.package_parameters;
    package["git"] = *repository;
    package["ref"] = build.source.digest;
    parameters.packages.insert_or_assign(build.package, std::move(package));
  }
  return with_context("reading how the packages of the release were built", [&] {
    return config::config_of(parameters, request.base.empty() ? request.release : request.base,
                             {.folder = hostbase});
  });
}

Rebuilder::Rebuilder(product::Session& session, const manifest::Manifest& manifest,
                     const ProveRequest& request, const PackageFinder& finder)
    : m_session(session),
      m_manifest(manifest),
      m_request(request),
      m_finder(finder),
      m_engine(builtin::make_engine({session.config, session.workspace, session.store},
                                    {.cpus = session.threads(), .jobs = 1})) {}

Rebuilt Rebuilder::rebuild(const ReleasedBuild& released) {
  Rebuilt rebuilt;
  try {
    if (const auto package = source_of(released, rebuilt)) build(released, package, rebuilt);
  } catch (const Error& error) {
    if (!is_of_package(error)) throw;
    rebuilt.not_built = in_one_line(error);
  }
  return rebuilt;
}

engine::PackagePtr Rebuilder::made(const config::PackageSource& package, const config::Target& target) {
  auto all = product::packages(m_session, {&package}, target, {.are_named = true});
  return std::move(all.made.front());
}

// A source package that goes to several targets was made for one of them.
engine::PackagePtr Rebuilder::made_from_git(const ReleasedBuild& released) {
  const auto& package = m_session.config.packages.at(released.build.package);
  const auto& own = m_session.config.target(released.build.target);
  engine::PackagePtr first = made(package, own);
  if (first->srpm.sha256 == released.build.unsigned_source.digest) return first;
  for (const auto& [name, target] : m_session.config.targets) {
    if (name == own.name || name == config::Hostbase::k_name) continue;
    if (auto other = made(package, target); other->srpm.sha256 == released.build.unsigned_source.digest)
      return other;
  }
  return first;
}

std::optional<fs::path> Rebuilder::published_source(const ReleasedBuild& released) const {
  const auto known = released.published.find(released.build.unsigned_source.name);
  if (known == released.published.end()) return std::nullopt;
  for (const auto& entry : m_manifest.packages)
    if (entry.sha256 == known->second) return m_request.release / entry.file;
  return std::nullopt;
}

engine::PackagePtr Rebuilder::published(const ReleasedBuild& released, const fs::path& file) {
  const auto of_git = m_session.config.packages.find(released.build.package);
  config::PackageSource package{.name = released.build.package};
  if (of_git != m_session.config.packages.end()) package.building = of_git->second.building;
  package.srpm = file.string();
  return made(package, m_session.config.target(released.build.target));
}

// The package to build: from the commit, or from the published source package if that is what the release
// was made from, or if the commit gives another one.
engine::PackagePtr Rebuilder::source_of(const ReleasedBuild& released, Rebuilt& rebuilt) {
  const auto file = published_source(released);
  rebuilt.is_given = released.build.package_parameters.contains(k_srpm);
  if (rebuilt.is_given) {
    rebuilt.no_source = "the release was made from it";
  } else if (!m_session.config.packages.contains(released.build.package)) {
    rebuilt.no_source = fmt::format(
        "the release was made from {}, a folder beside repos.yaml; --repository or --base say "
        "where it is",
        released.build.package_parameters.value(k_git, "a git repository"));
  } else {
    try {
      engine::PackagePtr package = made_from_git(released);
      rebuilt.source = package->srpm.path;
      if (package->srpm.sha256 == released.build.unsigned_source.digest) return package;
      rebuilt.note = "built from the published source package: the commit gives another one here";
      if (!file) return package;
    } catch (const Error& error) {
      if (!is_of_package(error)) throw;
      rebuilt.no_source = in_one_line(error);
    }
  }
  if (file) {
    if (rebuilt.note.empty() && !rebuilt.is_given)
      rebuilt.note = "built from the published source package: it could not be made from the commit";
    return published(released, *file);
  }
  rebuilt.not_built = fmt::format("there is no source package: {}", rebuilt.no_source);
  return nullptr;
}

void Rebuilder::build(const ReleasedBuild& released, const engine::PackagePtr& package, Rebuilt& rebuilt) {
  const attest::Build& build = released.build;
  if (package->building.network && !m_request.network) {
    rebuilt.not_built = "its build may use the network; --network permits that here";
    return;
  }
  const auto files = m_finder.packages_of(build.buildroot_sha256, rebuilt.not_built);
  if (!rebuilt.not_built.empty()) return;
  const config::Target& target = m_session.config.target(build.target);
  const std::string nvr = std::string(rpm::source_file_stem(package->srpm.file_name));
  // All packages of the root are given, so the engine has nothing to choose and no repository to trust.
  const engine::BuildResult result =
      m_engine->build({.package = package,
                       .target = &target,
                       .local_packages = files,
                       .result_folder = m_session.workspace.results() / build.target / nvr},
                      m_session.reporter);
  if (result.buildroot_sha256 != build.buildroot_sha256)
    rebuilt.note = "its build root had fewer packages: not everything in the published one is required";
  if (build.engine != m_engine->name() && rebuilt.note.empty())
    rebuilt.note = fmt::format("built by the engine {}, not by {}", m_engine->name(), build.engine);
  for (const auto& artifact : result.packages) rebuilt.packages[artifact.file_name] = artifact.path;
}

}  // namespace rpmworks::proving
