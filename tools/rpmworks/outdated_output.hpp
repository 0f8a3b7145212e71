// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "locking/outdated.hpp"

namespace rpmworks::cli {

/// The result of `rpmworks lock --outdated` as text: a table for each target, then why updates are not
/// possible.
std::string outdated_text(const std::vector<locking::TargetUpdates>& all);
Json json_of(const std::vector<locking::TargetUpdates>& all);

}  // namespace rpmworks::cli
