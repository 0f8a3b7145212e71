// SPDX-License-Identifier: GPL-3.0-or-later
#include "gear/words.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::gear {

namespace {

int column_of(size_t offset) {
  return static_cast<int>(offset) + 1;
}

}  // namespace

SourcePosition Line::at(int column) const {
  return {.file = m_file, .line = m_number, .column = column, .text = m_text};
}

std::vector<Word> Line::words() const {
  std::vector<Word> words;
  const std::string_view text = m_text;
  for (size_t i = m_arguments; (i = text.find_first_not_of(k_blanks, i)) != std::string_view::npos;) {
    Word word{.column = column_of(i)};
    char quote = 0;
    size_t opened = i;
    for (; i < text.size() && (quote || k_blanks.find(text[i]) == std::string_view::npos); ++i) {
      const char c = text[i];
      if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
        // Within "…" a backslash is literal unless one of these follows it.
        const bool is_itself =
            quote == '"' && std::string_view("\"\\$`").find(text[i + 1]) == std::string_view::npos;
        if (is_itself) word.text += c;
        word.text += text[++i];
      } else if (quote ? c == quote : c == '"' || c == '\'') {
        quote = quote ? 0 : c;
        opened = i;
      } else {
        word.text += c;
      }
    }
    if (quote)
      throw Error(ExitCode::invalid, "unterminated quote")
          .at(at(column_of(opened)))
          .hint(R"(write \" or \' for the character itself)");
    words.push_back(std::move(word));
  }
  return words;
}

std::vector<Word> Line::unquoted_words() const {
  std::vector<Word> words;
  for (size_t i = m_arguments; (i = m_text.find_first_not_of(k_blanks, i)) != std::string::npos;) {
    const size_t end = std::min(m_text.find_first_of(k_blanks, i), m_text.size());
    words.push_back({m_text.substr(i, end - i), column_of(i)});
    i = end;
  }
  return words;
}

Word Line::rest() const {
  return {std::string(trim(m_text.substr(m_arguments))), column_of(m_arguments)};
}

std::optional<Line> parse_line(std::string_view text, int number, const std::string& file) {
  const size_t start = text.find_first_not_of(k_blanks);
  if (start == std::string_view::npos || text[start] == '#') return std::nullopt;
  const std::string whole(text);
  const size_t end = std::min(text.find_first_of(" \t\r\v\f:", start), text.size());
  const size_t colon = text.find_first_not_of(k_blanks, end);
  if (end == start || colon == std::string_view::npos || text[colon] != ':')
    throw Error(ExitCode::invalid, "this line is not a rule")
        .at({.file = file, .line = number, .column = column_of(start), .text = whole})
        .hint("a rule is `directive: arguments`, as in `tar: .`; a comment begins with #");
  const size_t arguments = std::min(text.find_first_not_of(k_blanks, colon + 1), text.size());
  return Line(file, number, whole, {whole.substr(start, end - start), column_of(start)}, arguments);
}

}  // namespace rpmworks::gear
