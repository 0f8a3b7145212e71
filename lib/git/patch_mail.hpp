// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "git/export_subst.hpp"

namespace rpmworks::git {

/// The text of a patch file as `git format-patch --no-numbered --no-signature --no-encode-email-headers`
/// writes it: the head of a mail, the message, the summary of what changes, and the changes. `stat` and
/// `diff` are put in as they are.
std::string patch_mail(const CommitFacts& facts, std::string_view stat, std::string_view diff);

/// The name that git format-patch gives the file: "0001-subject-of-the-commit.patch".
std::string patch_file_name(const CommitFacts& facts, size_t number);

}  // namespace rpmworks::git
