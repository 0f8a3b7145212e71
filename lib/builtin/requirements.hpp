// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "builtin/parts.hpp"
#include "engine/engine.hpp"

namespace rpmworks::builtin {

/// Part of the keys of records; changes when builds are made differently.
inline constexpr const char* k_engine_version = "builtin 2";

/// The requirements without repetitions, sorted.
std::vector<std::string> sorted_once(std::vector<std::string> requirements);

/// What a build requires: the BuildRequires of its source package, what the request adds, and what an earlier
/// build of the same source package in the same root found to be missing.
std::vector<std::string> requirements_of(const engine::BuildRequest& request, Parts& parts,
                                         Reporter& reporter);

/// Records all requirements of a build that asked for more while it ran.
void record_requirements(const engine::BuildRequest& request, const std::vector<std::string>& requirements,
                         Parts& parts, Reporter& reporter);

}  // namespace rpmworks::builtin
