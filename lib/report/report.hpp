// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "manifest/manifest.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// The release as one self-contained HTML page, without external scripts or fonts. `upgrade_guide` is the
/// text of its UPGRADE.md; empty if it has none. The bytes depend only on both.
std::string html(const manifest::Manifest& manifest, const std::string& upgrade_guide = {});

/// A run of builds as a page of the same kind, with its timeline. Its bytes depend only on the run. The page
/// is not part of a release, because a release must not depend on how long its builds took.
std::string build_html(const schedule::Timeline& timeline);

}  // namespace rpmworks::report
