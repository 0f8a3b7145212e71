// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "git/export_subst.hpp"

namespace rpmworks::git {

/// The text of a patch file as `git format-patch --no-numbered --no-signature --no-encode-email-headers`
/// writes it: mail headers, message, summary of changes, changes. `stat` and `diff` are inserted unchanged.
std::string patch_mail(const CommitFacts& facts, std::string_view stat, std::string_view diff);

/// The file name that git format-patch uses: "0001-subject-of-the-commit.patch".
std::string patch_file_name(const CommitFacts& facts, size_t number);

}  // namespace rpmworks::git
