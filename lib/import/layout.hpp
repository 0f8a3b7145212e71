// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "git/writer.hpp"
#include "import/package_files.hpp"
#include "import/source_tree.hpp"

namespace rpmworks::importer {

/// The tree that the files of a source package are imported as.
struct Layout {
  std::vector<git::TreeEntry> entries;  ///< their content is already written to the repository
  std::string spec;                     ///< path of the spec
  std::string why_not;                  ///< the reason if no layout is possible; else empty
};

/// All files of the package, in a packaging folder.
Layout packaging_alone(const PackageFiles& files, git::Writer& writer);

/// The content of the source archive `archive`, and the other files in a folder that the archive does not
/// have and that attributes exclude from archives. If `source` contains the same spec, like an archive of a
/// tree with its packaging does, that spec is used, and files that it finds in the source are not added
/// again.
Layout source_with_packaging(const PackageFiles& files, const std::string& archive, const SourceTree& source,
                             git::Writer& writer);

}  // namespace rpmworks::importer
