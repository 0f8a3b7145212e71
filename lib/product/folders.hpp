// SPDX-License-Identifier: GPL-3.0-or-later
// What a program asks of folders before it knows what is meant by a name.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::product {

/// Whether a folder is one of a git repository.
bool is_repository(const fs::path& folder);

/// Whether the repository of a folder has a spec NAME.spec at a ref ("": HEAD). False when that cannot be
/// told.
bool has_spec(const fs::path& folder, const std::string& name, const std::string& ref);

/// The work tree in which a folder lies; empty when it lies in none.
fs::path work_tree_of(const fs::path& folder);

/// Begins what making any source package needs and takes some milliseconds, beside whatever the caller does
/// next: one thread each, to be kept until then. What fails in them fails again, and is told, where it is
/// needed.
std::vector<std::jthread> prepare_ahead();

}  // namespace rpmworks::product
