// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <string>

#include "core/files.hpp"
#include "repodata/describe.hpp"
#include "repodata/repomd.hpp"

namespace rpmworks::repodata {

/// Writes the SQLite database of one table, which yum reads instead of the XML.
class Database {
 public:
  Database(const Table& table, const fs::path& folder);
  void add(cr_Package* package);
  /// Ends the database. `xml_sha256` is the digest of the table's compressed XML.
  MetadataFile finish(const std::string& xml_sha256);

 private:
  struct Close {
    void operator()(cr_SqliteDb* database) const { cr_db_close(database, nullptr); }
  };
  const Table& m_table;
  fs::path m_path;
  std::unique_ptr<cr_SqliteDb, Close> m_database;
};

}  // namespace rpmworks::repodata
