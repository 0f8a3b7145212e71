// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::srpm {

/// Possible names of the project that a source's URL belongs to: the repository in a forge's URL
/// (HOST/OWNER/NAME/archive/…), and the archive's name without version and suffix. The part after '#' is only
/// rpm's name for the file and is ignored. Empty if the URL names no project.
std::vector<std::string> projects_of_url(const std::string& url);

/// Whether two names may mean the same project: equal, or one contains the other, ignoring case and
/// separators
/// ("python3-Requests", "requests").
bool may_be_one_project(const std::string& a, const std::string& b);

/// The name of the repository at an address or in a folder: the last path component without ".git".
std::string repository_name(const std::string& address);

}  // namespace rpmworks::srpm
