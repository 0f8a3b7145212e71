// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "manifest/manifest.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// The release as one self-contained HTML page: no script from elsewhere, no font, no request. Depends on the
/// manifest alone.
std::string html(const manifest::Manifest& manifest);

/// A run of builds as a page of the same kind, with its timeline. Depends on the run alone; it is no part of
/// a release, which must be the same whatever the time it took.
std::string build_html(const schedule::Timeline& timeline);

}  // namespace rpmworks::report
