// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "git/export_subst.hpp"

namespace rpmworks::git {

/// The value for the letter after %a or %c; nothing if git does not know the letter.
std::optional<std::string> person_part(const CommitFacts::Person& person, char part);

}  // namespace rpmworks::git
