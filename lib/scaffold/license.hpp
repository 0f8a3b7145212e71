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

/// Whether a text reads like an SPDX expression: identifiers, AND, OR, WITH and parentheses.
bool is_spdx(std::string_view text);

}  // namespace rpmworks::scaffold
