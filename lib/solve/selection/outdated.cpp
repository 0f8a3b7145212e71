// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/trials.hpp"

namespace rpmworks::solve {

std::vector<WhatIf> Selector::outdated(const Selection& selection) const {
  const std::lock_guard guard(m_state->mutex);
  const Rules rules = m_state->prepare();
  const ReleaseSolver solver(*m_state->pool, {});
  return Trials(*m_state->pool, solver, m_state->request, rules, selection).run();
}

}  // namespace rpmworks::solve
