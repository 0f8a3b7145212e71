// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/srpm_groups.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>

#include "product/package_source.hpp"
#include "product/srpm_file.hpp"

namespace rpmworks::product {

namespace {

/// The request for a package of repos.yaml. Options of the command line override repos.yaml.
srpm::Request request_for(Session& session, const config::PackageSource& package,
                          const config::Target& target, const SrpmOptions& options, unsigned threads) {
  const SrpmOptions own{.ref = options.ref.empty() ? package.ref : options.ref,
                        .spec = options.spec.empty() ? package.spec : options.spec,
                        .subdir = options.subdir.empty() ? package.subdir : options.subdir};
  srpm::Request request = request_for(target, own, threads);
  request.name = package.name;
  request.generated_sources = package.generated_sources;
  request.remote_sources = package.remote_sources;
  request.recipe = package.recipe;
  request.keep_archives = session.config.target_names().size() > 1 || !package.bootstrap.all_macros().empty();
  options.recipe.apply_to(request.recipe);
  return request;
}

rpm::Macros with_macros(rpm::Macros macros, const rpm::Macros& extra) {
  for (const auto& [name, value] : extra) macros[name] = value;
  return macros;
}

/// Makes the bootstrap builds of packages that have `bootstrap` settings; null for other packages.
template <typename Make>
engine::Packages make_bootstraps(const Packages& group, const config::Target& target, Make&& make) {
  engine::Packages bootstraps(group.size());
  for (size_t i = 0; i < group.size(); ++i) {
    const auto macros = group[i]->bootstrap.all_macros();
    if (macros.empty()) continue;
    bootstraps[i] = std::make_shared<const engine::Package>(engine::Package{
        .srpm = make(i, macros), .building = building_of(*group[i], target), .bootstrap_macros = macros});
  }
  return bootstraps;
}

}  // namespace

std::vector<std::vector<size_t>> groups_of(const Packages& packages) {
  std::vector<std::vector<size_t>> groups;
  std::map<std::pair<std::string, std::string>, size_t> known;
  for (size_t i = 0; i < packages.size(); ++i) {
    const auto& package = *packages[i];
    // A submodule may have no spec, so each submodule is a group of its own.
    if (package.srpm.empty() && package.submodule.empty()) {
      const auto [at, is_new] = known.emplace(std::pair(package.git, package.ref), groups.size());
      if (!is_new) {
        groups[at->second].push_back(i);
        continue;
      }
    }
    groups.push_back({i});
  }
  return groups;
}

const config::Building& building_of(const config::PackageSource& package, const config::Target& target) {
  if (!package.building.check && !clients::profile(target.client).nocheck)
    throw Error(ExitCode::invalid,
                fmt::format("'check: false' of package '{}' is not supported by the rpm of the target '{}'",
                            package.name, target.name))
        .at(package.where)
        .hint("rpm 4.8 has no --nocheck: disable %check in the spec with a condition");
  return package.building;
}

MadeGroup make_group(Session& session, const Packages& group, const config::Target& target,
                     const SrpmOptions& options, unsigned threads) {
  const config::PackageSource& first = *group.front();
  if (!first.srpm.empty()) {
    const fs::path file = srpm_file(first, session.workspace.sources(), session.reporter);
    const auto adopt = [&](const rpm::Macros& extra) {
      return srpm::adopt({.name = first.name,
                          .file = file,
                          .sha256 = first.sha256,
                          .macros = with_macros(macros_of(target), extra),
                          .arch = target.arch},
                         session.store, session.workspace.tmp());
    };
    return {{adopt({})},
            make_bootstraps(group, target, [&](size_t, const rpm::Macros& extra) { return adopt(extra); })};
  }
  std::vector<srpm::Request> requests;
  for (const auto* package : group)
    requests.push_back(request_for(session, *package, target, options, threads));
  const std::string ref = requests.front().ref;
  const git::Repository repository = repository_of(session, first, ref);
  const srpm::Origin origin{repository, first.git};
  for (size_t i = 0; i < group.size(); ++i)
    requests[i].verified = verified(session, repository, *group[i], ref);
  const auto make = [&] {
    auto srpms = make_of(session, origin, requests, options);
    auto bootstraps = make_bootstraps(group, target, [&](size_t i, const rpm::Macros& extra) {
      srpm::Request request = requests[i];
      request.macros = with_macros(std::move(request.macros), extra);
      return make_of(session, origin, {std::move(request)}, options).front();
    });
    return MadeGroup{std::move(srpms), std::move(bootstraps)};
  };
  return group.size() > 1 ? make() : in_place_of(first, make);
}

}  // namespace rpmworks::product
