// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: what the metadata says about one package.
#pragma once

#include <array>
#include <string>

#include "core/files.hpp"
#include "repodata/createrepo.hpp"

namespace rpmworks::repodata {

/// The files of metadata that have an entry for each package, in the order in which repomd.xml lists them.
struct Table {
  const char* name;
  const char* element;     ///< the element around all packages
  const char* namespaces;  ///< its attributes
  cr_DatabaseType database;

  /// The XML before and after the entries of the packages.
  std::string start(size_t packages) const;
  std::string end() const;
};
inline constexpr std::array<Table, 3> k_tables = {
    {{"primary", "metadata", "xmlns=\"" CR_XML_COMMON_NS "\" xmlns:rpm=\"" CR_XML_RPM_NS "\"", CR_DB_PRIMARY},
     {"filelists", "filelists", "xmlns=\"" CR_XML_FILELISTS_NS "\"", CR_DB_FILELISTS},
     {"other", "otherdata", "xmlns=\"" CR_XML_OTHER_NS "\"", CR_DB_OTHER}}};

/// A text for each table.
using PerTable = std::array<std::string, k_tables.size()>;

/// A package of a repository.
struct File {
  std::string path;  ///< relative to the repository's folder, normalized
  std::string sha256;
};

/// Reads a package below `folder` and appends its XML of each table to `xml`. Thread-safe.
PackagePtr describe(const fs::path& folder, const File& file, PerTable& xml);

}  // namespace rpmworks::repodata
