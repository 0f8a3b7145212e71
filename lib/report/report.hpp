// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "manifest/manifest.hpp"

namespace rpmworks::report {

/// The release as one self-contained HTML page: no script from elsewhere, no font, no request. Depends on the
/// manifest alone.
std::string html(const manifest::Manifest& manifest);

}  // namespace rpmworks::report
