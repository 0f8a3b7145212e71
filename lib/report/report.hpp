// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "report/data.hpp"

namespace rpmworks::report {

// Each page is one HTML file without requests to anywhere: style, script and data are in it. Its text can be
// read without the script, which adds search, filters, pictures and a page for each package. Texts of
// packages are untrusted: they are escaped by the types of template.hpp. The same data give the same bytes.

/// The page of a release.
std::string release_page(const ReleaseData& data);

/// The page of all releases of a product.
std::string releases_page(const ReleasesData& data);

/// A run of builds with its timeline. It is not part of a release, because a release must not depend on how
/// long its builds took.
std::string build_page(const schedule::Timeline& timeline);

}  // namespace rpmworks::report
