// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/error.hpp"

namespace rpmworks::buildplan {

/// The line for a requirement that nothing in `names` provides: "greet: pkgconfig(glibb-2.0); did you mean
/// pkgconfig(glib-2.0)?".
std::string unresolved_line(const std::string& who, const std::string& requirement,
                            const std::vector<std::string>& names);

/// The Error(invalid) for BuildRequires that cannot be resolved. Each line begins with the package: "greet:
/// …". `perhaps` are lines for requirements that another package may still turn out to provide.
Error unresolved_error(const config::Target& target, std::vector<std::string> lines,
                       const std::vector<std::string>& perhaps = {});

}  // namespace rpmworks::buildplan
