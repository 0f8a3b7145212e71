// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: what Selector and its steps share.
#pragma once

#include <memory>
#include <mutex>
#include <set>

#include "solve/selection/groups.hpp"
#include "solve/selection/modules.hpp"
#include "solve/selection/reasons.hpp"

namespace rpmworks::solve {

struct Selector::State {
  explicit State(SelectionRequest given);

  SelectionRequest request;
  std::mutex mutex;
  Modules modules;
  std::unique_ptr<ReleasePool> pool;
  bool with_filelists = false;

  /// Whether repositories have file lists that the pool has not.
  bool has_more_files() const;
  /// Makes the pool again with complete file lists. Returns false if there are no more.
  bool load_filelists();
  Rules rules() const;
  /// The rules for the current pool; loads complete file lists first if a package that could be in the
  /// release requires a file that is only there.
  Rules prepare();
  /// The candidates with these NEVRAs, except those of the source packages that are updated.
  IdSet earlier() const;
  ReleaseSolver solver(const Rules& rules) const;
};

/// The problem of a root that cannot be installed, with the chain from it and the refused packages that would
/// help.
Problem problem_of(ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules, const Root& root);

/// The other packages that clients cannot have together with a package: of its name and architecture, or
/// obsoleted by it.
std::set<Id> excluded_by(const ReleasePool& pool, Id id);

/// Explains for each selected package which others could have served; needs a pool without restrictions.
class Rejections {
 public:
  Rejections(ReleasePool& pool, const ReleaseSolver& solver, const Rules& rules, const IdSet& earlier,
             const std::vector<Id>& selected);
  std::vector<Rejected> of(Id selected, Id dependency, const Installation& installation);

 private:
  std::string reason(Id rejected, Id selected, const Installation& installation);
  std::string unmet_by(Id rejected, Id selected, const Installation& installation) const;
  bool can_be_added(Id id, const Installation& installation) const;
  std::string lacking(Id id) const;
  std::string alone(Id rejected, const Installation& installation);
  std::string conflict(Id rejected, Id selected, const Installation& installation) const;

  ReleasePool& m_pool;
  const ReleaseSolver& m_solver;
  const Rules& m_rules;
  const IdSet& m_earlier;
  IdSet m_release;  ///< with base and product
  IdSet m_opposed;  ///< packages that one of the release conflicts with or obsoletes
  std::map<Id, std::string> m_alone;
};

/// What the packages of the release replace: `selected` candidates and the product's own.
std::vector<Replacement> replacements_of(const ReleasePool& pool, const SelectionRequest& request,
                                         const std::vector<Id>& selected);

}  // namespace rpmworks::solve
