// SPDX-License-Identifier: GPL-3.0-or-later
#include "output.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "core/json.hpp"
#include "core/links.hpp"
#include "sinks.hpp"
#include "store/known_copy.hpp"

namespace rpmworks::cli {

namespace {

constexpr uint64_t k_worth_remembering = 1UL << 20;  // a smaller file is compared as fast as a record is read

bool is_link(const fs::path& path) {
  std::error_code none;
  return fs::is_symlink(fs::symlink_status(path, none));
}

// Whether to write into the existing file: renaming over a device or a FIFO would destroy it. For a folder
// this returns false, and the rename fails.
bool is_written_into(const fs::path& to) {
  std::error_code none;
  const fs::file_status status = fs::status(to, none);
  return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

[[noreturn]] void throw_unwritten() {
  if (errno == EPIPE) throw ReaderGone{};
  throw system_error("write", "stdout");
}

bool has_same_bytes(const fs::path& a, const fs::path& b) {
  std::error_code missing;
  if (!fs::is_regular_file(b, missing) || fs::file_size(a, missing) != fs::file_size(b, missing) || missing)
    return false;
  constexpr size_t k_piece = 64UL << 10;  // fits into the CPU's cache
  std::ifstream one(a, std::ios::binary);
  std::ifstream other(b, std::ios::binary);
  std::string left(k_piece, '\0');
  std::string right(k_piece, '\0');
  while (one && other) {
    one.read(left.data(), static_cast<std::streamsize>(k_piece));
    other.read(right.data(), static_cast<std::streamsize>(k_piece));
    if (one.gcount() != other.gcount() ||
        std::memcmp(left.data(), right.data(), static_cast<size_t>(one.gcount())) != 0)
      return false;
  }
  return one.eof() && other.eof();
}

void replace_by_copy(const fs::path& from, const fs::path& place) {
  const fs::path folder = place.has_parent_path() ? place.parent_path() : fs::path(".");
  const TempDir aside(folder, ".rpmworks-");
  const fs::path staged = aside.path() / place.filename();
  copy_file_contents(from, staged);
  // Without this sync, the file might be empty after a power failure.
  sync_path(staged);
  rename_durably(staged, place);
}

}  // namespace

size_t columns(std::string_view text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) throw_unwritten();
}

void print_json(const Json& json) {
  print(json.dump(2) + "\n");
}

void flush_results() {
  if (std::fflush(stdout) != 0) throw_unwritten();
}

void write_result(const fs::path& to, std::string_view bytes) {
  if (is_written_into(to))
    write_all(open_for_writing(to), bytes, to);
  else
    write_file_atomically(end_of_links(to), bytes);
}

void write_copy(const fs::path& from, const fs::path& to) {
  if (is_link(to)) return replace_by_copy(from, to);
  if (is_written_into(to)) return write_all(open_for_writing(to), read_file(from), to);
  if (!has_same_bytes(from, to)) replace_by_copy(from, to);
}

void write_blob(store::Store& store, const std::string& sha256, const fs::path& to) {
  const fs::path blob = store.blob(sha256);
  if (is_link(to) || is_written_into(to)) return write_copy(blob, to);
  store::KnownCopy there(store, sha256, to);
  if (there.is_known()) return;
  if (!has_same_bytes(blob, to)) return replace_by_copy(blob, to);
  if (fs::file_size(blob) >= k_worth_remembering) there.remember();
}

namespace {

Json fields_of(const Error& error) {
  Json json = {{"code", static_cast<int>(error.code())}, {"message", error.what()}};
  if (const auto& where = error.where()) {
    if (!where->file.empty()) json["file"] = where->file;
    if (where->line > 0) json["line"] = where->line;
    if (where->column > 0) json["column"] = where->column;
  }
  if (!error.notes().empty()) json["notes"] = error.notes();
  if (!error.trail().empty()) json["trail"] = error.trail();
  if (!error.hint().empty()) json["hint"] = error.hint();
  return json;
}

}  // namespace

Json error_json(const Error& error) {
  const auto* const with_results = dynamic_cast<const ErrorWithResults*>(&error);
  Json json = with_results ? with_results->results() : Json::object();
  json["error"] = fields_of(error);
  return json;
}

std::string error_event(const Error& error) {
  Json json = {{"event", "error"}};
  json.update(fields_of(error));
  return json.dump() + "\n";
}

std::string Table::str() const {
  std::vector<size_t> widths;
  for (const auto& row : m_rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  }
  std::string text;
  for (const auto& row : m_rows) {
    std::string line;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - columns(row[i]), ' ');
      const bool right = std::find(m_right.begin(), m_right.end(), i) != m_right.end();
      line += (i == 0 ? "" : "  ") + (right ? pad + row[i] : row[i] + pad);
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    text += harmless(line) + "\n";
  }
  return text;
}

}  // namespace rpmworks::cli
