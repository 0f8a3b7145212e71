// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/json.hpp"
#include "rpm/contents.hpp"

namespace rpmworks::report {

/// The paths of a package's files, by folder: { "/usr/bin", "a\nb\nlink" }. A folder that belongs to the
/// package has a slash at the end of its name.
struct FileFolder {
  std::string folder;
  std::string names;  ///< separated by newlines
};

/// The paths of the files of packages, shortened so that all of them together fit into a page.
struct FileLists {
  std::vector<std::vector<FileFolder>> shown;  ///< for each package
  std::vector<size_t> counts;                  ///< how many paths each package has
  size_t limit = 0;                            ///< how many of a package are shown at most
};

/// `budget`: bytes of text for all packages together. Null contents have no files.
FileLists file_lists(const std::vector<std::shared_ptr<const rpm::Contents>>& contents, size_t budget);

}  // namespace rpmworks::report
