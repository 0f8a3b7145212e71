// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "scaffold/survey.hpp"

namespace rpmworks::scaffold {

/// %pre, %post, %preun and %postun for units, users and temporary files; empty without any.
std::string scriptlets(const Project& project);

/// The tags that the scriptlets need.
std::string scriptlet_requirements(const Project& project);

}  // namespace rpmworks::scaffold
