// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "inside/protocol.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::importer {

/// An unpacked source package.
struct PackageFiles {
  rpm::SourcePackage package;
  fs::path folder;                    ///< folder with its files, all regular
  std::vector<std::string> names;     ///< sorted
  std::optional<rpm::SpecInfo> info;  ///< not set if the spec does not parse here
  std::string unparsable;             ///< why it does not parse
};

/// Unpacks a source package into the empty `folder` and parses its spec, both in the sandbox. The spec sees
/// the files only after they are written and cannot change them. Throws Error(invalid) if `file` is not a
/// source package, is damaged or exceeds the limits; messages call it `shown`.
PackageFiles unpack_package(const fs::path& file, const std::string& shown, const fs::path& folder,
                            const rpm::Macros& macros, const std::string& arch,
                            const spec::Bounds& bounds = {});

}  // namespace rpmworks::importer
