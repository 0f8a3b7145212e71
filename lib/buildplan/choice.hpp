// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "buildplan/own_names.hpp"
#include "engine/engine.hpp"
#include "engine/result.hpp"
#include "solve/universe.hpp"
#include "store/store.hpp"

namespace rpmworks::buildplan {

/// What BuildRequires are resolved against, the product's own packages apart. Repositories are opened when
/// they are first asked for.
class Base {
 public:
  Base(engine::Engine& engine, const config::Target& target, Reporter& reporter)
      : m_engine(engine), m_target(target), m_reporter(reporter) {}

  const config::Target& target() const { return m_target; }
  /// A universe of the repositories.
  solve::Universe universe() const;

 private:
  engine::Engine& m_engine;
  const config::Target& m_target;
  Reporter& m_reporter;
};

/// What a build asks of its root.
struct BuildNeeds {
  std::vector<std::string> requirements;
  std::vector<std::string> conflicts;
};

/// Which of the product's packages a solver takes for a build.
struct Choice {
  bool solved = false;
  std::vector<std::string> files;     ///< digests of those that are built
  std::vector<std::string> promised;  ///< NEVRAs of source packages still to be built

  bool operator==(const Choice&) const = default;
};

/// Asks the solver, or remembers what it said of the same: nothing has to be loaded when nothing changed. The
/// solver is shown only those of the product's packages whose names it could come across: a product may have
/// thousands, and a build needs a few. For one thread.
class Chooser {
 public:
  /// `product`: what may be promised; null where a number stands for nothing.
  Chooser(const Base& base, store::Store& store, std::string environment,
          std::vector<const srpm::Srpm*> product);

  /// What is chosen for a build that requires and conflicts with these. `built` may be installed, and what
  /// those of the product will make whose numbers are not in `withheld`,
  /// which is sorted. The order of what is built should not depend on time; what is built is remembered and
  /// must outlive this object.
  Choice choose(const BuildNeeds& needs, const std::vector<const engine::Artifact*>& built,
                const std::vector<size_t>& withheld);

 private:
  std::string key(BuildNeeds needs, const std::vector<const engine::Artifact*>& built,
                  const std::vector<size_t>& withheld) const;
  OwnNames::Packages relevant(const std::vector<std::string>& requirements,
                              const std::vector<const engine::Artifact*>& built,
                              const std::vector<size_t>& withheld);
  Choice solve(const BuildNeeds& needs, const OwnNames::Packages& own);

  const Base& m_base;
  store::Store& m_store;
  std::string
      m_environment;  ///< Engine::environment_sha256: the state of the repositories among other things
  std::vector<const srpm::Srpm*> m_product;
  std::string m_product_digest;
  std::optional<OwnNames> m_names;
  std::optional<solve::Universe> m_repositories;
  std::optional<solve::Universe> m_universe;  ///< of the repositories and what is relevant for one build
};

}  // namespace rpmworks::buildplan
