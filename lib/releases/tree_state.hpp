// SPDX-License-Identifier: GPL-3.0-or-later
// Whether files changed, by what the kernel reports about them, as git does.
#pragma once

#include <string>

#include "core/files.hpp"

namespace rpmworks::releases {

/// The identity and the permissions of a file: see store::FileStatus. A file with several links is identified
/// without its ctime, which changes whenever another release gets or loses a link to it. Empty if the file
/// does not exist, or is a symbolic link.
std::string file_state(const fs::path& file);

struct TreeState {
  std::string digest;  ///< of the names and identities of everything below a folder
  /// Whether nothing changed in the last moment. What did could change again without getting another time.
  bool is_settled = false;
};
TreeState tree_state(const fs::path& folder);

}  // namespace rpmworks::releases
