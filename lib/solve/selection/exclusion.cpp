// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/metadata/packages.hpp"
#include "solve/selection/closure.hpp"

namespace rpmworks::solve {

namespace {

Id add_dependencies(Repo* repo, const std::vector<std::string>& texts) {
  Offset list = 0;
  for (const std::string& text : texts)
    if (const Id dependency = parse_dependency(repo->pool, text))
      list = repo_addid_dep(repo, list, dependency, 0);
  return static_cast<Id>(list);
}

Id add(Repo* repo, const rpm::Package& package) {
  const Id id = add_stand_in(repo, package.nevra, package.provides);
  const auto conflicts = static_cast<Offset>(add_dependencies(repo, package.conflicts));
  const auto obsoletes = static_cast<Offset>(add_dependencies(repo, package.obsoletes));
  Solvable* solvable = pool_id2solvable(repo->pool, id);
  solvable->conflicts = conflicts;
  solvable->obsoletes = obsoletes;
  return id;
}

bool excludes(Pool* pool, Id one, Id other) {
  const Solvable& package = *pool_id2solvable(pool, one);
  for (const Id dependency : dependencies_in(package, package.conflicts))
    for (const Id* provider = pool_whatprovides_ptr(pool, dependency); *provider; ++provider)
      if (*provider == other) return true;
  for (const Id dependency : dependencies_in(package, package.obsoletes))
    if (pool_match_nevr(pool, pool_id2solvable(pool, other), dependency)) return true;
  return false;
}

}  // namespace

// Packages of the same name but another architecture may be on one system, as libraries are.
bool exclude_each_other(const rpm::Package& one, const rpm::Package& other) {
  const auto& arch = one.nevra.arch;
  const auto& other_arch = other.nevra.arch;
  if (one.nevra.name == other.nevra.name)
    return arch == other_arch || arch == "noarch" || other_arch == "noarch" ||
           !(one.nevra.evr == other.nevra.evr);
  if (one.conflicts.empty() && other.conflicts.empty() && one.obsoletes.empty() && other.obsoletes.empty())
    return false;
  const PoolHandle pool = new_pool();
  Repo* repo = repo_create(pool.get(), "packages");
  const Id id = add(repo, one);
  const Id other_id = add(repo, other);
  repo_internalize(repo);
  pool_createwhatprovides(pool.get());
  return excludes(pool.get(), id, other_id) || excludes(pool.get(), other_id, id);
}

bool is_arch_for(const std::string& arch, const std::string& system) {
  const PoolHandle pool = new_pool();
  pool_setarch(pool.get(), system.c_str());
  const Id id = pool_str2id(pool.get(), arch.c_str(), 1);
  return id == ARCH_NOARCH || pool_arch2score(pool.get(), id) != 0;
}

}  // namespace rpmworks::solve
