// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::git {

/// Whether a file system takes a name for ".git": its case does not matter, nor what NTFS drops from the end
/// (and its short name "git~1"), nor the characters that HFS+ ignores. git checks out no tree with such a
/// name (its verify_path, utf8.c and path.c; CVE-2014-9390, CVE-2019-1353).
bool is_dot_git(std::string_view name);

}  // namespace rpmworks::git
