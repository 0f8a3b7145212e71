// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "git/writer.hpp"
#include "import/package_files.hpp"
#include "import/source_tree.hpp"

namespace rpmworks::importer {

/// Where the files of a source package stand in a tree.
struct ImportLayout {
  std::vector<git::TreeEntry> entries;  ///< their content is written
  std::string spec;                     ///< where its spec stands
  std::string why_not;                  ///< when there is no such layout; else empty
};

/// All files of the package, in a folder for packaging.
ImportLayout packaging_alone(const PackageFiles& files, git::Writer& writer);

/// What the source archive `archive` of the package holds, with everything else in a folder that it has not,
/// which attributes keep out of archives. Where `source` holds that very spec, as an archive of a tree with
/// its packaging does, the spec is the one there, and what it finds there needs no other place.
ImportLayout source_with_packaging(const PackageFiles& files, const std::string& archive,
                                   const SourceTree& source, git::Writer& writer);

}  // namespace rpmworks::importer
