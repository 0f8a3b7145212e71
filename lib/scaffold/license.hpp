// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace rpmworks::scaffold {

/// The SPDX identifier of a license's text; empty if it is not a well-known license. `evidence` is text that
/// may say which versions of the GPL apply: the beginnings of the project's sources, its README.
std::string license_of(std::string_view text, std::string_view evidence = {});

/// The expression of the first "SPDX-License-Identifier:" line of a text; empty without one.
std::string spdx_line(std::string_view text);

/// Converts a license's name in a build file or classifier ("MIT License", "GPLv3+", "MIT/Apache-2.0") to an
/// SPDX expression. Returns an SPDX expression unchanged. Empty for unknown names and for names that may mean
/// several licenses ("BSD").
std::string spdx_of(std::string_view name);

/// The license that a debian/copyright (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/)
/// file states for `Files: *`, as an SPDX expression; empty if there is none or it is not well-known.
std::string license_of_debian(std::string_view copyright);

/// Whether an SPDX expression names a license, of whatever versions of it.
bool names_license(std::string_view expression, std::string_view id);

/// Whether a text reads like an SPDX expression: identifiers, AND, OR, WITH and parentheses.
bool is_spdx(std::string_view text);

}  // namespace rpmworks::scaffold
