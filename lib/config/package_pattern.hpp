// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "config/config.hpp"

namespace rpmworks::config {

// Each of these throws Error(invalid) at the text's position. `of` names the field in the message:
// "'packages' of section 'deps/epel'".

/// A package's name or NEVRA, or a pattern for them with * ? and [a-z], as in a shell.
void require_package_pattern(const Located<std::string>& text, const std::string& of);

/// A package's name, without wildcards.
void require_package_name(const Located<std::string>& text, const std::string& of);

/// The EVR of a package: [epoch:]version-release.
void require_evr(const Located<std::string>& text, const std::string& package, const std::string& of);

/// Whether a pattern matches a name. It matches another pattern only if both are equal.
bool matches(const std::string& pattern, const std::string& name);

}  // namespace rpmworks::config
