// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "manifest/manifest.hpp"

namespace rpmworks::report {

/// How clients install from a release: with its .repo file, or directly from its folder. HTML.
std::string install_instructions(const manifest::Manifest& manifest);

}  // namespace rpmworks::report
