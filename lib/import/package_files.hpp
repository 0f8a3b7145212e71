// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inside/protocol.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::importer {

/// A source package, taken apart.
struct PackageFiles {
  rpm::SourcePackage package;
  fs::path folder;                    ///< where its files are: plain ones, by their names
  std::vector<std::string> names;     ///< sorted
  std::optional<rpm::SpecInfo> info;  ///< none when the spec does not parse here
  std::string unparsable;             ///< why not
};

/// Writes all files of a source package into the empty `folder` and parses its spec, both in the sandbox; the
/// spec sees them only after they were written, and cannot change them. Throws Error(invalid) when `file` is
/// no source package, a damaged one, or one that holds more than any honest one; messages call it `shown`.
PackageFiles take_apart(const fs::path& file, const std::string& shown, const fs::path& folder,
                        const rpm::Macros& macros, const std::string& arch,
                        const spec::SpecBounds& bounds = {});

}  // namespace rpmworks::importer
