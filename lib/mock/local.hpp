// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/files.hpp"

namespace rpmworks::mock {

/// Replaces `folder` with a repository of exactly these packages, with conventional file names. The folder
/// belongs to a slot, so nobody else uses it meanwhile.
void make_local_repository(const fs::path& folder, const std::vector<fs::path>& packages);

}  // namespace rpmworks::mock
