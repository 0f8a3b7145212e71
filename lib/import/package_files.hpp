// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "import/import.hpp"
#include "inside/protocol.hpp"

namespace rpmworks::importer {

/// An unpacked source package.
struct PackageFiles {
  rpm::SourcePackage package;
  fs::path folder;                    ///< folder with its files, all regular
  std::vector<std::string> names;     ///< sorted
  std::optional<rpm::SpecInfo> info;  ///< not set if the spec does not parse here
  std::string unparsable;             ///< why it does not parse
};

/// Unpacks `copy`, a copy of the requested source package, into the empty `folder` and parses its spec, both
/// in the sandbox. The spec sees the files only after they are written and cannot change them. Throws
/// Error(invalid) if it is not a source package, is damaged or exceeds the limits; messages name the file of
/// the request.
PackageFiles unpack_package(const Request& request, const fs::path& copy, const fs::path& folder);

}  // namespace rpmworks::importer
