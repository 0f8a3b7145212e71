// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::repodata {

/// A group of packages that clients can install together.
struct Group {
  std::string id;
  std::vector<std::string> packages;  ///< names, sorted
};

/// The groups in the text of a comps file (github.com/rpm-software-management/libcomps). Throws
/// Error(invalid) with file:line if it is not XML, contains no <comps>, or has a group without an id. `file`
/// is for messages. Entities are not expanded and nothing is loaded from other files.
std::vector<Group> read_comps(std::string_view xml, const std::string& file);

}  // namespace rpmworks::repodata
