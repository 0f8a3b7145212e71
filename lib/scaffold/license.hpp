// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// What a license's text is, as an SPDX identifier; empty when it is none of the well-known ones. `evidence`
/// is where a project may say which versions of the GPL it means: heads of its sources, its README.
std::string license_of(std::string_view text, std::string_view evidence = {});

/// The expression of the first "SPDX-License-Identifier:" line of a text; empty without one.
std::string spdx_line(std::string_view text);

/// A license's name as build files and classifiers write it ("MIT License", "GPLv3+", "MIT/Apache-2.0") as an
/// SPDX expression, which is given back as it is; empty for names that may mean several ("BSD") and unknown
/// ones.
std::string spdx_of(std::string_view name);

/// The license that a debian/copyright (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/)
/// gives of `Files: *`, as an SPDX expression; empty when there is none, or no well-known one.
std::string license_of_debian(std::string_view copyright);

/// Whether an SPDX expression names a license, of whatever versions of it.
bool names_license(std::string_view expression, std::string_view id);

/// Whether a text reads like an SPDX expression: identifiers, AND, OR, WITH and parentheses.
bool is_spdx(std::string_view text);

}  // namespace rpmworks::scaffold
