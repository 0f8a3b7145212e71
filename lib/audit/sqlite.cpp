// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/sqlite.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include "core/error.hpp"

namespace rpmworks::audit {

namespace {

[[noreturn]] void throw_failure(sqlite3* database, int code) {
  const std::string text = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      throw Error(ExitCode::failed, fmt::format("cannot write the index of the audit: {}", text))
          .hint("free some space, or choose another cache with --cache");
    default:
      throw Unusable(text);
  }
}

void check(sqlite3* database, int code) {
  if (code != SQLITE_OK) throw_failure(database, code);
}

// A path as a URI of SQLite (sqlite.org/uri.html).
std::string uri_of(const fs::path& file) {
  std::string uri = "file:";
  for (const char c : fs::absolute(file).string())
    uri += c == '?' || c == '#' || c == '%' ? fmt::format("%{:02x}", static_cast<unsigned char>(c))
                                            : std::string(1, c);
  return uri;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Statement::Statement(sqlite3* database, std::string_view sql) : m_database(database) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(database, sql.data(), static_cast<int>(sql.size()), &made, nullptr);
  m_statement.reset(made);
  check(database, code);
}

Statement& Statement::bind(int number, std::string_view text) {
  check(m_database, sqlite3_bind_text(m_statement.get(), number, text.data() ? text.data() : "",
                                      static_cast<int>(text.size()), SQLITE_TRANSIENT));
  return *this;
}

Statement& Statement::bind(int number, int64_t value) {
  check(m_database, sqlite3_bind_int64(m_statement.get(), number, value));
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(m_statement.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) throw_failure(m_database, code);
  check(m_database, sqlite3_reset(m_statement.get()));
  return false;
}

void Statement::run() {
  while (step()) {
  }
}

std::string Statement::text(int column) const {
  const auto* const bytes = sqlite3_column_text(m_statement.get(), column);
  if (!bytes) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<size_t>(sqlite3_column_bytes(m_statement.get(), column))};
}

int64_t Statement::number(int column) const {
  return sqlite3_column_int64(m_statement.get(), column);
}

void Database::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

Database Database::open(const std::string& name, int flags) {
  sqlite3* opened = nullptr;
  const int code =
      sqlite3_open_v2(name.c_str(), &opened, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database(opened);
  check(opened, code);
  // The file may be anybody's: no functions with side effects in its schema (sqlite.org/security.html).
  sqlite3_db_config(opened, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  database.run("PRAGMA temp_store = MEMORY");
  return database;
}

Database Database::read(const fs::path& file) {
  Database database = open(uri_of(file) + "?immutable=1", SQLITE_OPEN_READONLY);
  database.run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 1073741824");
  return database;
}

Database Database::write(const fs::path& file) {
  Database database = open(uri_of(file), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  database.run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE");
  return database;
}

Database Database::in_memory() {
  return open(":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

void Database::run(const std::string& sql) {
  check(m_database.get(), sqlite3_exec(m_database.get(), sql.c_str(), nullptr, nullptr, nullptr));
}

int64_t Database::number(std::string_view sql) const {
  Statement statement = prepare(sql);
  return statement.step() ? statement.number(0) : 0;
}

int64_t Database::last_row() const {
  return sqlite3_last_insert_rowid(m_database.get());
}

}  // namespace rpmworks::audit
