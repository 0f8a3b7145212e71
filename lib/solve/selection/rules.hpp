// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the rules of the sections, applied to the packages.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "solve/selection/release_pool.hpp"

namespace rpmworks::solve {

/// A package that the release must contain.
struct Root {
  std::vector<Id> choices;  ///< one of them; the solver prefers the newest
  std::string rule;         ///< "deps/epel: htop"; empty: built by the product, or recommended
  bool is_own = false;
  bool is_recommended = false;
};

/// What the rules of all sections say about the packages.
struct Rules {
  IdSet allowed;                       ///< the base, the product, and the candidates that no rule refuses
  std::map<Id, std::string> refusals;  ///< candidates that are not allowed, with the reason
  std::vector<Id> preferred;           ///< by `prefer`
  std::vector<Root> roots;             ///< the product's packages, then those that the rules select
};

/// Throws Error(invalid) for a rule that matches no package. `earlier` packages are selected again instead of
/// newer ones. `hidden` packages do not exist for clients, for these reasons.
Rules apply_rules(const ReleasePool& pool, const SelectionRequest& request, const IdSet& earlier,
                  const std::map<Id, std::string>& hidden);

/// How a pattern matches a package: its name, or with version or architecture, with *, ? and […].
struct Match {
  bool matches = false;
  bool with_arch = false;
  bool with_version = false;
};
Match match(const std::string& pattern, const rpm::Nevra& nevra);

}  // namespace rpmworks::solve
