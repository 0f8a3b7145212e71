// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: newer versions of the packages of a release.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "solve/selection/selection_state.hpp"

namespace rpmworks::solve {

/// Tries newer versions of the packages of a release, one at a time.
class Trials {
 public:
  Trials(ReleasePool& pool, const ReleaseSolver& solver, const SelectionRequest& request, const Rules& rules,
         const Selection& selection);

  std::vector<WhatIf> run();

 private:
  void add_advisories(std::vector<WhatIf>& results) const;
  Id find(const Selected& selected) const;
  WhatIf tried(Id from, Id to);
  IdSet in_use() const;
  uint64_t size(Id id) const;
  bool is_version_of(Id id, Id other) const;
  void find_updates();
  void find_dependants();
  std::set<Id> all_dependants(Id id) const;
  bool can_install(const std::vector<Id>& packages) const;
  std::set<Id> broken_by(Id from, Id to) const;
  bool requires_more_than(const IdSet& packages, Id id) const;
  std::set<Id> other_archs(Id id) const;
  Root movable(Id id, Id update) const;
  void move(Id from, Id to, std::set<Id> broken, WhatIf& result);
  std::optional<Installation> install_together(const ReleaseSolver& solver, const Root& update,
                                               const std::set<Id>& broken) const;
  Id replaced(Id id) const;
  std::optional<Problem> problem_of(const ReleaseSolver& solver, const std::vector<const Root*>& required,
                                    Id broken) const;

  ReleasePool& m_pool;
  const ReleaseSolver& m_solver;
  const SelectionRequest& m_request;
  const Rules& m_rules;
  IdSet m_release;  ///< with base and product
  std::vector<Id> m_selected;
  std::vector<std::pair<Id, Id>> m_updates;
  std::map<Id, std::set<Id>> m_dependants;
  std::set<Id> m_in_conflict;  ///< packages that conflict with one of the release
};

}  // namespace rpmworks::solve
