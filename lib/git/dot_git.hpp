// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace rpmworks::git {

/// Whether some file system treats a name as ".git": it may ignore case, characters at the end and the short
/// name "git~1" (NTFS), or certain characters (HFS+). git checks out no tree with such a name (its
/// verify_path, utf8.c and path.c; CVE-2014-9390, CVE-2019-1353).
bool is_dot_git(std::string_view name);

}  // namespace rpmworks::git
