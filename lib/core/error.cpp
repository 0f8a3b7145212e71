// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "core/described.hpp"
#include "core/secrets.hpp"

namespace rpmworks {

namespace {

std::string position_prefix(const SourcePosition& where) {
  std::string prefix = where.file;
  if (where.line > 0) prefix += fmt::format(":{}", where.line);
  if (where.line > 0 && where.column > 0) prefix += fmt::format(":{}", where.column);
  return prefix.empty() ? prefix : prefix + ": ";
}

// A line with a caret below the column. Tabs are kept, so that the caret lines up whatever the tab width.
std::string caret_line(const SourcePosition& where) {
  std::string pad;
  const int column = where.caret > 0 ? where.caret : where.column;
  for (int i = 0; i + 1 < column && static_cast<size_t>(i) < where.text.size(); ++i)
    pad += where.text[static_cast<size_t>(i)] == '\t' ? '\t' : ' ';
  return pad + '^';
}

}  // namespace

Error::Error(ExitCode code, std::string what) : m_code(code), m_what(redacted(what)) {}

Error&& Error::at(SourcePosition where) && {
  int caret = where.column;
  where.text = redacted_line(where.text, caret);
  if (caret != where.column) where.caret = caret;
  m_where = std::move(where);
  return std::move(*this);
}

Error&& Error::hint(std::string text) && {
  m_hint = redacted(text);
  return std::move(*this);
}

Error&& Error::note(std::string text) && {
  m_notes.push_back(redacted(text));
  return std::move(*this);
}

Error&& Error::notes(std::vector<std::string> lines) && {
  for (const auto& line : lines) m_notes.push_back(redacted(line));
  return std::move(*this);
}

void Error::during(std::string context) {
  m_trail.push_back(redacted(context));
}

std::string Error::render() const {
  std::string out = m_where ? position_prefix(*m_where) : "";
  out += fmt::format("error: {}\n", m_what);
  if (m_where && !m_where->text.empty()) {
    const std::string gutter = m_where->line > 0 ? std::to_string(m_where->line) : "";
    out += fmt::format("  {} | {}\n", gutter, m_where->text);
    if (m_where->column > 0)
      out += fmt::format("  {} | {}\n", std::string(gutter.size(), ' '), caret_line(*m_where));
  }
  for (const auto& line : m_notes) out += fmt::format("  {}\n", line);
  for (const auto& context : m_trail) out += fmt::format("  while {}\n", context);
  if (!m_hint.empty()) out += fmt::format("hint: {}\n", m_hint);
  return out;
}

Error system_error(const std::string& call, const std::string& subject) {
  const int number = errno;
  return with_advice(Error(ExitCode::failed, fmt::format("{} {}: {}", call, subject, std::strerror(number))),
                     number, subject);
}

}  // namespace rpmworks
