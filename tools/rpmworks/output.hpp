// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/json.hpp"
#include "store/store.hpp"

namespace rpmworks::cli {

/// Thrown if the reader of stdout has closed it, as `head` does: nobody is left to read messages.
struct ReaderGone {};

/// Writes a result to stdout. Throws ReaderGone if the reader has closed it, and Error(failed) if writing
/// fails.
void print(std::string_view text);
/// Writes a JSON value to stdout, indented by two spaces.
void print_json(const Json& json);
/// Flushes stdout. Throws as print.
void flush_results();

/// Writes a result to a path that the user named. A regular file is written atomically; a device, FIFO or the
/// like is written into. A symbolic link is kept, and its target is written.
void write_result(const fs::path& to, std::string_view bytes);
/// Copies a file to a folder that the user named; rpmworks chose the file's name. The copy gets a mode of its
/// own and is never a hard link: the store's files are read-only, and the user could change the store through
/// a link. If the target already has the same bytes, it is kept. Devices and FIFOs are written into. A
/// symbolic link is replaced: the user did not name it, and a checkout could contain a link to any of the
/// user's files.
void write_copy(const fs::path& from, const fs::path& to);
/// Copies a file of the store likewise. Does not read a large file again that write_blob wrote there before.
void write_blob(store::Store& store, const std::string& sha256, const fs::path& to);

/// An error as `{"error": {…}}` for --json.
Json error_json(const Error& error);

/// An error of a command that also has results: with --json, error and results are in one document.
class ErrorWithResults : public Error {
 public:
  ErrorWithResults(Error error, std::shared_ptr<const Json> results)
      : Error(std::move(error)), m_results(std::move(results)) {}
  const Json& results() const { return *m_results; }

 private:
  std::shared_ptr<const Json> m_results;
};

/// An error as an event of --log-format json: one line that holds `"event":"error"` and what error_json
/// returns.
std::string error_event(const Error& error);

/// The number of terminal columns that a text takes, counting one for each character.
size_t columns(std::string_view text);

/// A table of text; the first row is the heading. Each column is as wide as its widest cell, two spaces
/// separate columns, and lines have no trailing spaces.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) { add(std::move(heading)); }
  void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
  /// Right-aligns a column, for numbers.
  Table& right(size_t column) {
    m_right.push_back(column);
    return *this;
  }
  std::string str() const;

 private:
  std::vector<std::vector<std::string>> m_rows;
  std::vector<size_t> m_right;
};

}  // namespace rpmworks::cli
