// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "scaffold/survey.hpp"

namespace rpmworks::scaffold {

/// A spec for the project, from the template of its kind: one that rpmbuild takes as it is, the same text for
/// the same commit. What comes from the repository is escaped: it can be no macro and no line of its own.
std::string spec_text(const Project& project);

}  // namespace rpmworks::scaffold
