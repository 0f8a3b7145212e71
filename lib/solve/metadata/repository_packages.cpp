// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/repository_packages.hpp"

#include "solve/metadata/metadata.hpp"
#include "solve/metadata/packages.hpp"
#include "solve/pool.hpp"

namespace rpmworks::solve {

namespace {

Obsoleted obsoleted_by(Pool* pool, Id dependency) {
  if (!ISRELDEP(dependency)) return {.name = pool_id2str(pool, dependency), .evr = {}};
  const Reldep* relation = GETRELDEP(pool, dependency);
  // Such as "name(isa) = 1": libsolv has nested relations for it.
  if (ISRELDEP(relation->name) || ISRELDEP(relation->evr))
    return {.name = pool_dep2str(pool, dependency), .evr = {}};
  return {.name = pool_id2str(pool, relation->name),
          .evr = rpm::Evr::parse(pool_id2str(pool, relation->evr)),
          .is_lower = (relation->flags & REL_LT) != 0,
          .is_equal = (relation->flags & REL_EQ) != 0,
          .is_higher = (relation->flags & REL_GT) != 0};
}

}  // namespace

// As rpm compares dependencies: releases count only if both sides have one (rpmdsCompareEVR).
bool Obsoleted::covers(const rpm::Nevra& package) const {
  if (package.name != name) return false;
  if (!is_lower && !is_equal && !is_higher) return true;
  rpm::Evr version = package.evr;
  rpm::Evr bound = evr;
  if (version.release.empty() || bound.release.empty()) version.release = bound.release = "";
  const auto order = version <=> bound;
  return order < 0 ? is_lower : order > 0 ? is_higher : is_equal;
}

std::vector<RepositoryPackage> packages_of(const std::vector<upstream::Metadata>& repositories) {
  std::vector<RepositoryPackage> packages;
  for (size_t i = 0; i < repositories.size(); ++i) {
    const PoolHandle pool = new_pool();
    Repo* repo = repo_create(pool.get(), repositories[i].name.c_str());
    load_metadata(repo, repositories[i], false);
    for (Id id = repo->start; id < repo->end; ++id) {
      const Solvable* package = pool_id2solvable(pool.get(), id);
      if (package->repo != repo) continue;
      RepositoryPackage& one = packages.emplace_back();
      one.repository = i;
      one.location = location_of(pool.get(), id, repositories[i].name);
      one.source_package = source_package_of(pool.get(), id);
      for (const Id dependency : dependencies_in(*package, package->obsoletes))
        one.obsoletes.push_back(obsoleted_by(pool.get(), dependency));
    }
  }
  return packages;
}

}  // namespace rpmworks::solve
