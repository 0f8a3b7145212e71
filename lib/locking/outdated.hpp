// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/result.hpp"
#include "layout/targets.hpp"
#include "product/session.hpp"
#include "solve/selection/selection.hpp"

namespace rpmworks::locking {

/// The newer versions of locked packages of a target, each tried alone.
struct TargetUpdates {
  std::string target;
  std::vector<solve::WhatIf> updates;
  /// Locked packages that a new selection would replace, as their upstream has them no more or the inputs
  /// have changed. The second is empty if nothing comes in their place.
  std::vector<std::pair<rpm::Nevra, std::optional<rpm::Nevra>>> replaced;
};

/// Tries each newer version that the upstreams have now. With `security`, returns only updates that a
/// security advisory lists. Throws Error(invalid) if there is no repos.lock, and as make_lock.
std::vector<TargetUpdates> outdated(product::Session& session, const layout::Targets& targets,
                                    const std::vector<engine::BuildResult>& builds, bool security = false);

}  // namespace rpmworks::locking
