// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "gates/gates.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

/// The page of a release with checks that were made now. Of the workspace of `session` it also has what is
/// recorded about the builds of the release's packages: the timeline of the last run, if that built nothing
/// else, and phases and the end of the log of each build. `session` is null if there is no product. Throws
/// Error(invalid) if the manifest cannot be read.
std::string release_report(const fs::path& folder, const std::vector<gates::Check>& checks,
                           product::Session* session);

}  // namespace rpmworks::pipeline
