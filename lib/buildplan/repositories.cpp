// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/repositories.hpp"

namespace rpmworks::buildplan {

solve::Universe Repositories::universe() const {
  solve::Universe universe(m_target.arch);
  for (const upstream::Metadata& metadata : m_engine.repositories(m_target, m_reporter))
    universe.add(metadata);
  return universe;
}

}  // namespace rpmworks::buildplan
