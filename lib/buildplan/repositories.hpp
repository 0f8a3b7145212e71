// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/engine.hpp"
#include "solve/universe/universe.hpp"

namespace rpmworks::buildplan {

/// The repositories of a target, against which BuildRequires are resolved. They do not hold the product's own
/// packages. The engine opens them when they are first needed.
class Repositories {
 public:
  Repositories(engine::Engine& engine, const config::Target& target, Reporter& reporter)
      : m_engine(engine), m_target(target), m_reporter(reporter) {}

  const config::Target& target() const { return m_target; }
  /// A solver's universe of all their packages.
  solve::Universe universe() const;

 private:
  engine::Engine& m_engine;
  const config::Target& m_target;
  Reporter& m_reporter;
};

}  // namespace rpmworks::buildplan
