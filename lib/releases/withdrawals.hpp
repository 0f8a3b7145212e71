// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/events.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// Warns if a release contains packages that later releases of its product withdrew: publishing it lets
/// clients install them again. Also warns about later releases that cannot be read.
void warn_of_withdrawn(const std::string& release, const store::Workspace& workspace, Reporter& reporter);

}  // namespace rpmworks::releases
