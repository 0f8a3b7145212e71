// SPDX-License-Identifier: GPL-3.0-or-later
#include "product/package_choice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "srpm/superproject.hpp"

namespace rpmworks::product {

namespace {

std::vector<std::string> all_names(const config::Config& config) {
  std::vector<std::string> names;
  for (const auto& [name, _] : config.packages) names.push_back(name);
  return names;
}

const config::PackageSource& package_named(const config::Config& config, const std::string& name) {
  const auto found = config.packages.find(name);
  if (found != config.packages.end()) return found->second;
  const auto names = all_names(config);
  const auto meant = did_you_mean(name, names);
  throw Error(ExitCode::usage, fmt::format("no package is named '{}'", name))
      .hint(meant           ? *meant
            : names.empty() ? "repos.yaml defines no package"
                            : fmt::format("known packages: {}", join(names, ", ")));
}

}  // namespace

bool is_for(const config::PackageSource& package, const config::Target& target) {
  return package.targets.empty() ||
         std::find(package.targets.begin(), package.targets.end(), target.name) != package.targets.end();
}

Packages packages_for(const config::Config& config, const config::Target& target) {
  Packages packages;
  for (const auto& [_, package] : config.packages)
    if (is_for(package, target)) packages.push_back(&package);
  return packages;
}

Packages only_changed(Session& session, Packages packages, const std::string& since) {
  if (since.empty()) return packages;
  const SessionScope scope(session);
  const auto changed =
      srpm::packages_changed_since(session.config, since, session.workspace.git_mirrors(), session.reporter);
  std::erase_if(packages, [&](const auto* package) { return !changed.contains(package->name); });
  session.reporter.note(packages.empty()
                            ? fmt::format("nothing has changed since {}", since)
                            : fmt::format("changed since {}: {}", since, join(names_of(packages), ", ")));
  return packages;
}

std::vector<std::string> names_of(const Packages& packages) {
  std::vector<std::string> names;
  for (const auto* package : packages) names.push_back(package->name);
  return names;
}

Packages choose_packages(const config::Config& config, const config::Target& target,
                         const std::vector<std::string>& names) {
  Packages packages;
  for (const auto& name : names) {
    const auto& package = package_named(config, name);
    if (!is_for(package, target))
      throw Error(ExitCode::invalid,
                  fmt::format("the package '{}' is not built for the target '{}'", name, target.name))
          .at(package.where)
          .hint(fmt::format("its `targets` are: {}", join(package.targets, ", ")));
    if (std::find(packages.begin(), packages.end(), &package) == packages.end()) packages.push_back(&package);
  }
  if (!names.empty()) return packages;
  packages = packages_for(config, target);
  if (packages.empty())
    throw Error(ExitCode::invalid, fmt::format("no package is built for the target '{}'", target.name))
        .at({.file = config.file.string()})
        .hint("add packages under `packages`: hello: { git: URL, ref: v1.0 }");
  return packages;
}

}  // namespace rpmworks::product
