// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace rpmworks::srpm {

/// What the project that a source's URL belongs to may be called: the repository of a forge's URL
/// (HOST/OWNER/NAME/archive/…), and the archive's own name without version and suffix. What stands after '#'
/// is rpm's name for the file and says nothing. Empty when the URL names no project.
std::vector<std::string> projects_of_url(const std::string& url);

/// Whether two names may mean one project: the same, or one within the other, whatever case and separators
/// ("python3-Requests", "requests").
bool may_be_one_project(const std::string& a, const std::string& b);

/// The name of the repository at an address or a folder: the last part without ".git".
std::string repository_name(const std::string& address);

}  // namespace rpmworks::srpm
