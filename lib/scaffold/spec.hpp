// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "scaffold/survey.hpp"

namespace rpmworks::scaffold {

/// A spec for the project, from the template of its kind: accepted by rpmbuild as it is, and the same text
/// for the same commit. Text from the repository is escaped, so it cannot become a macro or a line of its
/// own.
std::string spec_text(const Project& project);

}  // namespace rpmworks::scaffold
