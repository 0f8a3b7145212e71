// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "solve/id_set.hpp"
#include "solve/metadata/packages.hpp"
#include "solve/pool.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::solve {

/// The packages that a release may contain, and those of its base, in one pool. The solver prefers the
/// product's packages, then the base, then the candidates in their order.
class ReleasePool {
 public:
  /// With complete file lists if `filelists`. Keeps a reference to the request.
  ReleasePool(const SelectionRequest& request, bool filelists);
  ReleasePool(const ReleasePool&) = delete;
  ReleasePool& operator=(const ReleasePool&) = delete;

  Pool* get() const { return m_pool.get(); }
  Solvable& operator[](Id id) const { return *pool_id2solvable(get(), id); }
  rpm::Nevra nevra(Id id) const { return nevra_of(get(), id); }
  std::string str(Id id) const { return nevra(id).str(); }
  const char* name(Id id) const { return pool_id2str(get(), (*this)[id].name); }

  bool is_installed(Id id) const { return (*this)[id].repo == m_pool->installed; }
  bool is_own(Id id) const { return (*this)[id].repo == m_own; }
  bool is_candidate(Id id) const { return section(id) >= 0; }
  bool is_base(Id id) const { return !is_own(id) && !is_candidate(id); }
  /// The index of its Candidates; -1 if it is no candidate.
  int section(Id id) const { return m_section[static_cast<size_t>((*this)[id].repo->repoid)]; }
  /// Whether the architecture of the request can have the package.
  bool fits(Id id) const;
  /// The repository of a package, for messages.
  std::string repository(Id id) const { return (*this)[id].repo->name; }

  std::vector<Id> own() const { return packages_of(m_own); }
  std::vector<Id> candidates(size_t section) const { return packages_of(m_candidates[section]); }
  /// From now on these packages of the base do not exist for clients.
  void hide(Id id) { m_hidden.insert(id); }
  bool is_hidden(Id id) const { return m_hidden.contains(id); }
  /// Every package of the base that is not hidden, and of the product.
  IdSet base_and_own() const;
  /// All packages that provide a dependency.
  std::vector<Id> providers(Id dependency) const;
  bool provides(Id package, Id dependency) const;
  /// "One of these packages", for jobs of a solver.
  Id one_of(const std::vector<Id>& packages) const;
  /// Compares versions as rpm does: negative if that of `a` is lower.
  int compare(Id a, Id b) const { return pool_evrcmp(get(), (*this)[a].evr, (*this)[b].evr, EVRCMP_COMPARE); }
  /// Of packages for several architectures, keeps those for the best one, and noarch packages.
  void keep_best_arch(std::vector<Id>& packages) const;
  /// The order of lists: by name, version, architecture, then by place.
  bool is_before(Id a, Id b) const;

  /// Only these packages exist for solvers and `providers` from now on.
  void restrict_to(const IdSet& packages);
  /// All packages exist again.
  void lift_restriction();
  /// Makes packages known that were added since, and forgets `one_of`.
  void reindex();
  /// Other packages exist, but solvers must not install them; much faster than restrict_to.
  void allow(const IdSet& packages);
  bool is_allowed(Id id) const { return !m_pool->considered || m_considered.contains(id); }

 private:
  static std::vector<Id> packages_of(const Repo* repo);
  void load_installed(const SelectionRequest& request);

  PoolHandle m_pool;
  IdSet m_considered;
  bool m_is_restricted = false;
  std::set<Id> m_hidden;
  /// The pool frees none of these lists before it indexes providers again, so each is made once.
  mutable std::map<std::vector<Id>, Id> m_one_of;
  Repo* m_own = nullptr;
  std::vector<Repo*> m_candidates;
  std::vector<int> m_section;  ///< by the number of a repository
};

}  // namespace rpmworks::solve
