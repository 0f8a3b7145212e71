// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildplan/provides_index.hpp"
#include "buildplan/repositories.hpp"
#include "engine/package.hpp"
#include "engine/result.hpp"
#include "store/store.hpp"

namespace rpmworks::buildplan {

/// The BuildRequires and BuildConflicts of one build.
struct BuildRequirements {
  std::vector<std::string> requirements;
  std::vector<std::string> conflicts;
};

/// The product's packages that the solver chooses for a build.
struct Choice {
  bool solved = false;
  std::vector<std::string> files;     ///< SHA-256 of the chosen packages that are built already
  std::vector<std::string> promised;  ///< NEVRAs of the source packages that are still to be built

  bool operator==(const Choice&) const = default;
};

/// Asks the solver which of the product's packages a build uses. Answers are kept in the store, so that the
/// repositories are read only for a new question. The solver sees only the packages that can take part in the
/// solution, because a product may have thousands. Not thread-safe.
class Chooser {
 public:
  /// `product` are the packages whose specs may promise something, by the numbers that `choose` uses; null
  /// for a number that promises nothing.
  Chooser(const Repositories& repositories, store::Store& store, std::string environment,
          engine::Packages product);

  /// Chooses for one build. All packages in `built` may be installed. So may those that the product will
  /// still build, except the numbers in `withheld`, which is sorted. The order of `built` is part of the
  /// question and must not depend on timing; its packages must outlive this object.
  Choice choose(const BuildRequirements& needs, const std::vector<const engine::Artifact*>& built,
                const std::vector<size_t>& withheld);

 private:
  std::string key(BuildRequirements needs, const std::vector<const engine::Artifact*>& built,
                  const std::vector<size_t>& withheld) const;
  ProvidesIndex::Found relevant(const std::vector<std::string>& requirements,
                                const std::vector<const engine::Artifact*>& built,
                                const std::vector<size_t>& withheld);
  Choice solve(const BuildRequirements& needs, const ProvidesIndex::Found& own);

  const Repositories& m_base;
  store::Store& m_store;
  std::string m_environment;  ///< Engine::environment_sha256, which includes the state of the repositories
  engine::Packages m_product;
  std::string m_product_digest;
  std::optional<ProvidesIndex> m_index;
  std::optional<solve::Universe> m_repositories;
  std::optional<solve::Universe> m_universe;  ///< the repositories and the packages relevant to one build
};

}  // namespace rpmworks::buildplan
