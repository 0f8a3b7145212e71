// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/release_pool.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "solve/metadata/metadata.hpp"
#include "solve/metadata/rpmdb.hpp"

namespace rpmworks::solve {

namespace {

constexpr int k_product = 99;  // a solver chooses only among the providers with the highest priority
constexpr int k_base = 50;

// Requirements of features of rpm always hold: the rpm of the clients is not known.
void provide_rpm_features(Repo* repo) {
  Pool* pool = repo->pool;
  const Id stand_in = add_stand_in(repo, {"rpm-features", {.version = "0"}, "noarch"});
  const int count = pool->nrels;
  for (int i = 1; i < count; ++i) {
    const Reldep* relation = pool->rels + i;
    if (ISRELDEP(relation->name) || ISRELDEP(relation->evr)) continue;
    if (!std::string_view(pool_id2str(pool, relation->name)).starts_with("rpmlib(")) continue;
    const Id provided = pool_rel2id(pool, relation->name, relation->evr, REL_EQ, 1);
    Solvable* package = pool_id2solvable(pool, stand_in);
    package->provides = repo_addid_dep(repo, package->provides, provided, 0);
  }
}

/// Packages that are added to repositories from their headers.
class ReadPackages {
 public:
  Id add(Repo* repo, const rpm::Contents& contents) {
    const Id id = add_package(repo, contents.package);
    m_added.push_back({repo, id, &contents});
    return id;
  }

  void add(Repo* repo, const std::vector<ReadPackage>& packages) {
    for (const auto& [location, contents] : packages) set_location(repo, add(repo, *contents), location);
    if (!packages.empty()) repo_internalize(repo);
  }

  /// To be called when all packages are in the pool.
  void provide_files() const {
    for (const auto& [repo, id, contents] : m_added) solve::provide_files(repo, id, contents->files);
  }

 private:
  struct Added {
    Repo* repo;
    Id id;
    const rpm::Contents* contents;
  };
  std::vector<Added> m_added;
};

}  // namespace

ReleasePool::ReleasePool(const SelectionRequest& request, bool filelists) : m_pool(new_pool()) {
  Pool* pool = m_pool.get();
  pool_setarch(pool, request.arch.c_str());
  // As in Fedora: a library for 32 bits does not replace the one for 64 bits.
  pool_set_flag(pool, POOL_FLAG_IMPLICITOBSOLETEUSESCOLORS, 1);
  int place = 0;
  auto create = [&](const upstream::Metadata& metadata, int priority) {
    Repo* repo = repo_create(pool, metadata.name.c_str());
    repo->priority = priority;
    repo->subpriority = --place;
    return repo;
  };
  auto load = [&](const upstream::Metadata& metadata, int priority) {
    Repo* repo = create(metadata, priority);
    load_metadata(repo, metadata, filelists);
    return repo;
  };
  for (const upstream::Metadata& metadata : request.base.available) load(metadata, k_base);
  for (const Candidates& one : request.candidates)
    m_candidates.push_back(one.packages.empty() ? load(one.metadata, 0) : create(one.metadata, 0));
  m_own = repo_create(pool, "product");
  m_own->priority = k_product;
  for (const fs::path& file : request.own) add_package_file(m_own, file);
  ReadPackages read;
  for (size_t i = 0; i < m_candidates.size(); ++i) read.add(m_candidates[i], request.candidates[i].packages);
  for (const rpm::Contents* contents : request.own_contents) read.add(m_own, *contents);
  repo_internalize(m_own);
  load_installed(request);
  read.provide_files();

  m_section.assign(static_cast<size_t>(pool->nrepos), -1);
  for (size_t i = 0; i < m_candidates.size(); ++i)
    m_section[static_cast<size_t>(m_candidates[i]->repoid)] = static_cast<int>(i);
  pool_addfileprovides(pool);
  pool_createwhatprovides(pool);
}

void ReleasePool::load_installed(const SelectionRequest& request) {
  Repo* installed = repo_create(m_pool.get(), "installed");
  pool_set_installed(m_pool.get(), installed);
  for (const fs::path& path : request.base.rpmdbs) add_rpmdb(installed, path);
  for (const rpm::Nevra& nevra : request.base.installed) add_stand_in(installed, nevra);
  for (const std::string& provided : request.base.assume_provides) {
    if (!parse_dependency(m_pool.get(), provided)) {
      throw Error(ExitCode::invalid, fmt::format("assume-provides: rpm cannot parse '{}'", provided))
          .hint("write a name, or a name and a version: 'kernel = 5.14'");
    }
  }
  if (!request.base.assume_provides.empty())
    add_stand_in(installed, {"assume-provides", {.version = "0"}, "noarch"}, request.base.assume_provides);
  provide_rpm_features(installed);
  repo_internalize(installed);
}

bool ReleasePool::fits(Id id) const {
  const Solvable& package = (*this)[id];
  return package.arch != ARCH_SRC && package.arch != ARCH_NOSRC && pool_arch2score(get(), package.arch) != 0;
}

std::vector<Id> ReleasePool::packages_of(const Repo* repo) {
  std::vector<Id> packages;
  for (Id id = repo->start; id < repo->end; ++id) {
    if (pool_id2solvable(repo->pool, id)->repo == repo) packages.push_back(id);
  }
  return packages;
}

IdSet ReleasePool::base_and_own() const {
  IdSet packages(get());
  for (Id id = 2; id < get()->nsolvables; ++id) {
    if ((*this)[id].repo && !is_candidate(id) && !is_hidden(id)) packages.insert(id);
  }
  packages.insert(SYSTEMSOLVABLE);
  return packages;
}

std::vector<Id> ReleasePool::providers(Id dependency) const {
  std::vector<Id> packages;
  for (const Id* id = pool_whatprovides_ptr(get(), dependency); *id; ++id) {
    if (*id != SYSTEMSOLVABLE) packages.push_back(*id);
  }
  return packages;
}

bool ReleasePool::provides(Id package, Id dependency) const {
  for (const Id* id = pool_whatprovides_ptr(get(), dependency); *id; ++id) {
    if (*id == package) return true;
  }
  return false;
}

void ReleasePool::keep_best_arch(std::vector<Id>& packages) const {
  auto score = [&](Id id) { return pool_arch2score(get(), (*this)[id].arch); };
  unsigned best = 0;
  for (const Id id : packages) {
    if (score(id) > 1 && (best == 0 || score(id) < best)) best = score(id);
  }
  std::erase_if(packages, [&](Id id) { return score(id) > 1 && score(id) != best; });
}

bool ReleasePool::is_before(Id a, Id b) const {
  if ((*this)[a].name != (*this)[b].name) return std::string_view(name(a)) < name(b);
  if (const int order = compare(a, b)) return order < 0;
  const std::string_view arch_a = pool_id2str(get(), (*this)[a].arch);
  const std::string_view arch_b = pool_id2str(get(), (*this)[b].arch);
  if (arch_a != arch_b) return arch_a < arch_b;
  const int section_a = section(a);
  const int section_b = section(b);
  return section_a != section_b ? section_a < section_b : a < b;
}

Id ReleasePool::one_of(const std::vector<Id>& packages) const {
  const auto [at, is_new] = m_one_of.try_emplace(packages);
  if (is_new) {
    IdQueue ids;
    for (const Id id : packages) ids.push(id);
    at->second = static_cast<Id>(pool_queuetowhatprovides(get(), ids.get()));
  }
  return at->second;
}

void ReleasePool::reindex() {
  m_one_of.clear();
  pool_createwhatprovides(get());
}

void ReleasePool::restrict_to(const IdSet& packages) {
  allow(packages);
  reindex();
  m_is_restricted = true;
}

void ReleasePool::lift_restriction() {
  if (!m_is_restricted) return;
  m_pool->considered = nullptr;
  reindex();
  m_is_restricted = false;
}

void ReleasePool::allow(const IdSet& packages) {
  m_considered = packages;
  m_pool->considered = m_considered.get();
}

}  // namespace rpmworks::solve
