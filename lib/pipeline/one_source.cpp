// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/one_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "core/temporary.hpp"
#include "product/packages.hpp"

namespace rpmworks::pipeline {

namespace {

/// A source package that was made for an earlier target.
struct Shared {
  const config::PackageSource* package = nullptr;
  engine::PackagePtr made;
  const config::Target* made_for = nullptr;
};

bool is_for_same_section(const config::Config& config, const config::PackageSource& package,
                         const config::Target& one, const config::Target& other) {
  return product::is_for(package, one) && product::is_for(package, other) &&
         &config.section_of(package, one.name) == &config.section_of(package, other.name);
}

Shared find_shared(const config::Config& config, const config::PackageSource& package,
                   const config::Target& target, const std::vector<ReleaseSources>& earlier) {
  // A given source package is the same file for every target.
  if (!package.srpm.empty()) return {};
  for (const auto& sources : earlier) {
    if (!is_for_same_section(config, package, *sources.target, target)) continue;
    const auto made =
        std::ranges::find(sources.packages, package.name, [](const auto& one) { return one->srpm.name; });
    if (made != sources.packages.end()) return {&package, *made, sources.target};
  }
  return {};
}

void require_same_version(const Shared& shared, const srpm::Srpm& here, const config::Target& target) {
  const rpm::Evr& version = shared.made->srpm.nevra.evr;
  if (here.info.evr == version) return;
  throw Error(ExitCode::invalid,
              fmt::format("{} is {} for the target {} but {} for {}, and both go to the same section",
                          shared.package->name, version.str(), shared.made_for->name, here.info.evr.str(),
                          target.name))
      .at(shared.package->where)
      .hint("give both targets the same `dist` and macros, or use a section for each target");
}

// The source package as it was made from git, with the spec as it is parsed for this target.
srpm::Srpm with_origin(const srpm::Srpm& here, const srpm::Srpm& made) {
  srpm::Srpm srpm = made;
  srpm.info = here.info;
  srpm.cached = here.cached;
  return srpm;
}

engine::PackagePtr with_origin(const engine::Package& here, const srpm::Srpm& made) {
  engine::Package package = here;
  package.srpm = with_origin(here.srpm, made);
  if (here.bootstrap) package.bootstrap = with_origin(*here.bootstrap, made);
  return std::make_shared<const engine::Package>(std::move(package));
}

}  // namespace

engine::Packages take_shared(product::Session& session, const config::Target& target,
                             const std::vector<ReleaseSources>& earlier, product::Packages& chosen) {
  std::vector<Shared> all;
  std::erase_if(chosen, [&](const auto* package) {
    Shared shared = find_shared(session.config, *package, target, earlier);
    if (!shared.made) return false;
    all.push_back(std::move(shared));
    return true;
  });
  if (all.empty()) return {};
  // As if repos.yaml named the files with `srpm`.
  const TempDir folder(session.workspace.tmp(), "shared-");
  std::deque<config::PackageSource> given;
  product::Packages packages;
  for (const Shared& shared : all) {
    const srpm::Srpm& made = shared.made->srpm;
    const fs::path file = folder.path() / made.file_name;
    link_or_copy(made.path, file);
    config::PackageSource& package = given.emplace_back(*shared.package);
    package.git.clear();
    package.submodule.clear();
    package.srpm = file;
    package.sha256 = made.sha256;
    packages.push_back(&package);
  }
  const engine::Packages parsed = product::packages(session, packages, target).made;
  engine::Packages result;
  for (size_t i = 0; i < all.size(); ++i) {
    require_same_version(all[i], parsed[i]->srpm, target);
    result.push_back(with_origin(*parsed[i], all[i].made->srpm));
  }
  return result;
}

}  // namespace rpmworks::pipeline
