// SPDX-License-Identifier: GPL-3.0-or-later
// Questions about folders, for programs that must find out what an argument means.
#pragma once

#include <string>
#include <thread>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::product {

/// Whether a folder is in a git repository.
bool is_repository(const fs::path& folder);

/// Whether the repository of a folder has a spec NAME.spec at a ref ("": HEAD). False if that cannot be
/// determined.
bool has_spec(const fs::path& folder, const std::string& name, const std::string& ref);

/// The work tree that contains a folder; empty if there is none.
fs::path work_tree_of(const fs::path& folder);

/// Starts preparations that every source package needs and that take some milliseconds, each in a thread of
/// its own, while the caller continues. The caller must keep the threads until it makes source packages. The
/// threads ignore errors: they occur again, and are reported, when the preparation is needed.
std::vector<std::jthread> prepare_ahead();

}  // namespace rpmworks::product
