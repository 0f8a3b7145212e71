// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json_position.hpp"

#include <algorithm>

namespace rpmworks {

namespace {

/// Walks over well-formed JSON and finds values; does not validate.
class Walker {
 public:
  explicit Walker(std::string_view json) : m_json(json) { skip_blanks(); }

  size_t place() const { return m_at; }

  /// Moves to the value of a key or index in the current value. Returns false and does not move if it is
  /// missing.
  bool enter(const std::string& step) {
    const size_t start = m_at;
    const char open = peek();
    if (open == '{' || open == '[') {
      ++m_at;
      skip_blanks();
      for (size_t index = 0; m_at < m_json.size() && peek() != '}' && peek() != ']'; ++index) {
        std::string key = std::to_string(index);
        if (open == '{') {
          key = string();
          skip_blanks();
          ++m_at;  // the colon
          skip_blanks();
        }
        if (key == step) return true;
        skip_value();
        skip_blanks();
        if (peek() == ',') ++m_at;
        skip_blanks();
      }
    }
    m_at = start;
    return false;
  }

 private:
  char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }

  void skip_blanks() {
    while (m_at < m_json.size() && std::string_view(" \t\r\n").find(m_json[m_at]) != std::string_view::npos)
      ++m_at;
  }

  // Escapes are not decoded: no key of the manifest needs one.
  std::string string() {
    const size_t start = ++m_at;
    while (m_at < m_json.size() && m_json[m_at] != '"') m_at += m_json[m_at] == '\\' ? 2 : 1;
    const std::string text(m_json.substr(start, m_at - start));
    ++m_at;
    return text;
  }

  void skip_value() {
    int depth = 0;
    do {
      const char c = peek();
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++m_at;
    } while (m_at < m_json.size() && (depth > 0 || (peek() != ',' && peek() != '}' && peek() != ']')));
  }

  std::string_view m_json;
  size_t m_at = 0;
};

bool find_path(const Json& from, const Json& to, std::vector<std::string>& path) {
  if (&from == &to) return true;
  const auto enter = [&](const std::string& step, const Json& value) {
    path.push_back(step);
    if (find_path(value, to, path)) return true;
    path.pop_back();
    return false;
  };
  if (from.is_object()) {
    for (const auto& [name, value] : from.items())
      if (enter(name, value)) return true;
  } else if (from.is_array()) {
    for (size_t i = 0; i < from.size(); ++i)
      if (enter(std::to_string(i), from.at(i))) return true;
  }
  return false;
}

}  // namespace

SourcePosition position_of_byte(std::string_view text, size_t byte, const std::string& file_name) {
  byte = std::min(byte, text.size());
  const std::string_view before = text.substr(0, byte);
  const size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const size_t line_end = std::min(text.find('\n', byte), text.size());
  return {.file = file_name,
          .line = static_cast<int>(std::ranges::count(before, '\n')) + 1,
          .column = static_cast<int>(byte - line_start) + 1,
          .text = std::string(text.substr(line_start, std::min<size_t>(line_end - line_start, 200)))};
}

size_t byte_of_value(std::string_view json, const std::vector<std::string>& path) {
  Walker walker(json);
  for (const auto& step : path)
    if (!walker.enter(step)) break;
  return walker.place();
}

std::vector<std::string> path_of_value(const Json& root, const Json& value) {
  std::vector<std::string> path;
  find_path(root, value, path);
  return path;
}

}  // namespace rpmworks
