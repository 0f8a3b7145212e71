// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "git/export_subst.hpp"

namespace rpmworks::git {

/// What the letter behind %a or %c stands for; nothing where git knows no such letter.
std::optional<std::string> person_part(const CommitFacts::Person& person, char part);

}  // namespace rpmworks::git
