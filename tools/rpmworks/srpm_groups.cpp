// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm_groups.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>

#include "srpm_file.hpp"
#include "srpm_source.hpp"

namespace rpmworks::cli {

namespace {

/// What is asked for of a package of repos.yaml, where the command line says nothing else.
srpm::Request request_for(Context& context, const config::PackageSource& package,
                          const config::Target& target, const LooseRequest& instead, unsigned threads) {
  const LooseRequest own{.ref = instead.ref.empty() ? package.ref : instead.ref,
                         .spec = instead.spec.empty() ? package.spec : instead.spec,
                         .subdir = instead.subdir.empty() ? package.subdir : instead.subdir};
  srpm::Request request = request_for(target, own, threads);
  request.name = package.name;
  request.generated_sources = package.generated_sources;
  request.remote_sources = package.remote_sources;
  request.recipe = package.recipe;
  request.keep_archives =
      context.config().target_names().size() > 1 || !package.bootstrap.all_macros().empty();
  instead.recipe.lay_over(request.recipe);
  return request;
}

rpm::Macros with_macros(rpm::Macros macros, const rpm::Macros& extra) {
  for (const auto& [name, value] : extra) macros[name] = value;
  return macros;
}

/// Makes the bootstrap builds of the packages that have a `bootstrap`; null for the others.
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
    // A submodule may turn out to be no package.
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
  if (!package.building.check && target.client == config::ClientProfile::el6)
    throw Error(ExitCode::invalid,
                fmt::format("'check: false' of package '{}' is more than the rpm of the target '{}' can do",
                            package.name, target.name))
        .at(package.where)
        .hint("rpm 4.8 has no --nocheck: leave %check out of the spec with a condition");
  return package.building;
}

MadeGroup make_group(Context& context, const Packages& group, const config::Target& target,
                     const LooseRequest& instead, unsigned threads) {
  const config::PackageSource& first = *group.front();
  if (!first.srpm.empty()) {
    const fs::path file = srpm_file(first, context.workspace().sources(), context.reporter());
    const auto adopt = [&](const rpm::Macros& extra) {
      return srpm::adopt(first.name, file, first.sha256, with_macros(macros_of(target), extra), target.arch,
                         context.store(), context.workspace().tmp());
    };
    return {{adopt({})},
            make_bootstraps(group, target, [&](size_t, const rpm::Macros& extra) { return adopt(extra); })};
  }
  std::vector<srpm::Request> requests;
  for (const auto* package : group)
    requests.push_back(request_for(context, *package, target, instead, threads));
  const std::string ref = requests.front().ref;
  const git::Repository repository = repository_of(context, first, ref);
  for (size_t i = 0; i < group.size(); ++i)
    requests[i].verified = verified(context, repository, *group[i], ref);
  const auto make = [&] {
    auto srpms = make_of(context, repository, first.git, requests, instead);
    auto bootstraps = make_bootstraps(group, target, [&](size_t i, const rpm::Macros& extra) {
      srpm::Request request = requests[i];
      request.macros = with_macros(std::move(request.macros), extra);
      return make_of(context, repository, first.git, {std::move(request)}, instead).front();
    });
    return MadeGroup{std::move(srpms), std::move(bootstraps)};
  };
  return group.size() > 1 ? make() : in_place_of(first, make);
}

std::vector<std::string> names_of(const Packages& packages) {
  std::vector<std::string> names;
  for (const auto* package : packages) names.push_back(package->name);
  return names;
}

}  // namespace rpmworks::cli
