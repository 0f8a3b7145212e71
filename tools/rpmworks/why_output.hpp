// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/json.hpp"
#include "locking/lock_reasons.hpp"
#include "publishing/release_folder.hpp"

namespace rpmworks::cli {

/// Why packages of upstreams are in a release, as text: the chain of requirements, and what could have
/// served instead.
std::string text_of(const std::vector<locking::LockReason>& reasons);
Json json_of(const std::vector<locking::LockReason>& reasons);

/// From what packages of a release were made.
std::string text_of(const publishing::ReleasedPackages& released);
Json json_of(const publishing::ReleasedPackages& released);

}  // namespace rpmworks::cli
