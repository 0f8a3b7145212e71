// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/files.hpp"

namespace rpmworks::mock {

/// Makes `folder` a repository of exactly these package files, under their own names; what was there before
/// goes. Nobody else uses the folder meanwhile: it is a slot's.
void make_local_repository(const fs::path& folder, const std::vector<fs::path>& packages);

}  // namespace rpmworks::mock
