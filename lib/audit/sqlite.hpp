// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: SQLite.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/files.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace rpmworks::audit {

/// The file is not a database, is damaged, or has other tables than expected. The index is made again then.
struct Unusable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A prepared statement. It must not outlive its database.
class Statement {
 public:
  Statement& bind(int number, std::string_view text);  ///< parameters count from 1
  Statement& bind(int number, int64_t value);
  /// Moves to the next row; false after the last one, and then the statement can be run again.
  bool step();
  /// Runs a statement that returns no rows.
  void run();
  std::string text(int column) const;  ///< columns count from 0
  int64_t number(int column) const;

 private:
  friend class Database;
  Statement(sqlite3* database, std::string_view sql);
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  sqlite3* m_database;
  std::unique_ptr<sqlite3_stmt, Finalize> m_statement;
};

/// A database. Throws Unusable if the file is no database or is damaged, and Error(failed) if it cannot be
/// written.
class Database {
 public:
  /// Opens an existing file that no process writes to. Takes no lock and writes nothing beside the file.
  static Database read(const fs::path& file);
  /// Opens or creates a file that only this process uses, without a journal: if writing fails, the file is
  /// useless.
  static Database write(const fs::path& file);
  static Database in_memory();

  /// Runs statements that return no rows.
  void run(const std::string& sql);
  Statement prepare(std::string_view sql) const { return {m_database.get(), sql}; }
  /// The first column of the first row; 0 if there is none.
  int64_t number(std::string_view sql) const;
  int64_t last_row() const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Database(sqlite3* database) : m_database(database) {}
  static Database open(const std::string& name, int flags);
  std::unique_ptr<sqlite3, Close> m_database;
};

}  // namespace rpmworks::audit
