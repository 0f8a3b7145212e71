// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace rpmworks::scaffold {

/// The build system of a project; each has a template of this name in specs-template/.
enum class Kind { autotools, cmake, meson, python, go, cargo, make, files };

std::string name_of(Kind kind);
/// Throws Error(usage) with the known kinds.
Kind kind_named(const std::string& name);

}  // namespace rpmworks::scaffold
