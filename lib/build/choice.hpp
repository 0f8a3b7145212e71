// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "build/engine.hpp"
#include "build/result.hpp"
#include "solve/universe.hpp"
#include "store/store.hpp"

namespace rpmworks::build {

/// What BuildRequires are resolved against, the product's own packages apart. Repositories are opened when
/// they are first asked for.
class Base {
 public:
  Base(Engine& engine, const config::Target& target, Reporter& reporter)
      : m_engine(engine), m_target(target), m_reporter(reporter) {}

  const config::Target& target() const { return m_target; }
  /// A universe of the repositories.
  solve::Universe universe() const;

 private:
  Engine& m_engine;
  const config::Target& m_target;
  Reporter& m_reporter;
};

/// Which of the product's packages a solver takes for a build.
struct Choice {
  bool solved = false;
  std::vector<std::string> files;     ///< digests of those that are built
  std::vector<std::string> promised;  ///< NEVRAs of source packages still to be built
};

/// Asks the solver, or remembers what it said of the same: nothing has to be loaded when nothing changed.
class Chooser {
 public:
  Chooser(const Base& base, store::Store& store, std::string environment)
      : m_base(base), m_store(store), m_environment(std::move(environment)) {}

  Choice choose(const std::vector<std::string>& requirements, const std::vector<const Artifact*>& built,
                const std::vector<const srpm::Srpm*>& promised) const;

 private:
  const std::string& digest_of(const srpm::Srpm& promise) const;

  const Base& m_base;
  store::Store& m_store;
  mutable std::map<const srpm::Srpm*, std::string> m_promises;
  std::string
      m_environment;  ///< Engine::environment_sha256: the state of the repositories among other things
};

}  // namespace rpmworks::build
