// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// The page in releases/ of all releases.
constexpr const char* k_releases_page = "index.html";

/// The page of some releases; names from the oldest to the newest. A release that cannot be read is named
/// with the reason.
std::string releases_page_of(std::vector<std::string> names, const store::Workspace& workspace);

/// Writes that page, if there is a release. It can be made again from the manifests at any time, so it is not
/// synced, and if it cannot be written, there is only a warning.
void write_releases_page(const store::Workspace& workspace, Reporter& reporter);

}  // namespace rpmworks::releases
