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

/// Thrown when whoever read stdout has gone, as `head` does: nobody is left to be told anything.
struct ReaderGone {};

/// Writes a result to stdout; throws ReaderGone, or Error(failed) when it cannot be written.
void print(std::string_view text);
/// Writes a JSON value to stdout, indented by two blanks.
void print_json(const Json& json);
/// Makes sure that all results have left this process; throws as print.
void flush_results();

/// Writes a result to where the user wants it: whole or not at all, or into what is there when that is a
/// device, a FIFO or the like. A symbolic link stays one, and what it leads to is written.
void write_result(const fs::path& to, std::string_view bytes);
/// Copies a file to a folder that the user named, under a name that rpmworks made, with a mode of its own:
/// the store's files are read-only, and a link to one would let the user change it. A file with the same
/// bytes stays, and devices and FIFOs are written into. A symbolic link is replaced: the user did not name
/// it, and the checkout that brought it might mean any file of the user's.
void write_copy(const fs::path& from, const fs::path& to);
/// Copies a file of the store likewise. A large one that it wrote there before is not read again.
void write_blob(store::Store& store, const std::string& sha256, const fs::path& to);

/// An error as `{"error": {…}}` for --json.
Json error_json(const Error& error);

/// An error of a command that has results all the same: with --json they stand beside it, in one document.
class ErrorWithResults : public Error {
 public:
  ErrorWithResults(Error error, std::shared_ptr<const Json> results)
      : Error(std::move(error)), m_results(std::move(results)) {}
  const Json& results() const { return *m_results; }

 private:
  std::shared_ptr<const Json> m_results;
};

/// An error as the event of --log-format json: one line, what error_json says of it behind `"event":"error"`.
std::string error_event(const Error& error);

/// How many columns of a terminal a text takes; one character is taken to be one column.
size_t columns(std::string_view text);

/// Columns of text: the first row is the heading. Columns are as wide as their widest cell and two blanks
/// apart; nothing is padded at the end of a line.
class Table {
 public:
  explicit Table(std::vector<std::string> heading) { add(std::move(heading)); }
  void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
  /// Right-aligns a column: for numbers.
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
