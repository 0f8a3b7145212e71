// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::scaffold {

/// How a project is built; each has a template of its name in specs-template/.
enum class Kind { autotools, cmake, meson, python, go, cargo, make, files };

std::string name_of(Kind kind);
/// Throws Error(usage) that names the kinds there are.
Kind kind_named(const std::string& name);

}  // namespace rpmworks::scaffold
