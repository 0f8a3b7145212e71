// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/settings.hpp"

#include <algorithm>
#include <cctype>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

// Reads TOML (https://toml.io/en/v1.0.0) from a position in a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : m_text(text) {}

  bool is_at_end() const { return m_at >= m_text.size(); }
  char next() const { return is_at_end() ? '\0' : m_text[m_at]; }
  bool take(char c) {
    if (next() != c) return false;
    ++m_at;
    return true;
  }
  void skip(bool over_lines) {
    while (!is_at_end()) {
      if (next() == '#')
        m_at = std::min(m_text.find('\n', m_at), m_text.size());
      else if (next() == ' ' || next() == '\t' || next() == '\r' || (over_lines && next() == '\n'))
        ++m_at;
      else
        break;
    }
  }
  void skip_line() { m_at = std::min(m_text.find('\n', m_at), m_text.size()); }

  // A bare word or a quoted text.
  std::string word() {
    if (next() == '"' || next() == '\'') return quoted();
    const size_t begin = m_at;
    while (!is_at_end() && std::string_view(" \t\r\n,=]}[{#").find(next()) == std::string_view::npos) ++m_at;
    return std::string(m_text.substr(begin, m_at - begin));
  }

  // `a.b."c d"` → "a.b.c d"
  std::string key() {
    std::string name;
    while (!is_at_end() && next() != '=' && next() != ']' && next() != '\n') {
      skip(false);
      const size_t before = m_at;
      name += word();
      skip(false);
      if (m_at == before) break;
    }
    return name;
  }

  /// Skips lists and tables that are nested deeper than in any real file, to limit the use of the stack.
  Setting value(int depth = 0) {
    constexpr int k_deepest = 32;
    Setting setting;
    if (depth > k_deepest) {
      skip_line();
      return setting;
    }
    if (take('[')) {
      for (skip(true); !is_at_end() && !take(']'); skip(true)) {
        const size_t before = m_at;
        const bool is_string = next() == '"' || next() == '\'';
        const Setting inner = value(depth + 1);
        if (is_string) setting.list.push_back(inner.text);
        skip(true);
        take(',');
        if (m_at == before) ++m_at;
      }
    } else if (take('{')) {
      for (skip(true); !is_at_end() && !take('}'); skip(true)) {
        const size_t before = m_at;
        const std::string name = key();
        if (take('=')) {
          skip(false);
          setting.table[name] = value(depth + 1).text;
        }
        skip(true);
        take(',');
        if (m_at == before) ++m_at;
      }
    } else {
      setting.text = word();
    }
    return setting;
  }

 private:
  std::string quoted() {
    const char quote = next();
    const std::string_view rest = m_text.substr(m_at);
    const bool is_long = rest.size() > 2 && rest[1] == quote && rest[2] == quote;
    const std::string closing(is_long ? 3 : 1, quote);
    m_at += closing.size();
    std::string text;
    while (!is_at_end() && m_text.substr(m_at, closing.size()) != closing) {
      if (!is_long && next() == '\n') return text;  // the closing quote is missing
      if (quote == '"' && next() == '\\' && m_at + 1 < m_text.size()) {
        const char c = m_text[++m_at];
        text += c == 'n' || c == 't' || c == 'r' ? ' ' : c;
      } else {
        text += next();
      }
      ++m_at;
    }
    m_at = std::min(m_at + closing.size(), m_text.size());
    return text;
  }

  std::string_view m_text;
  size_t m_at = 0;
};

}  // namespace

Settings::Settings(std::string_view text, Format format) {
  if (format == Format::toml)
    read_toml(text);
  else
    read_ini(text);
}

void Settings::read_toml(std::string_view text) {
  Reader reader(text);
  std::string section;
  for (reader.skip(true); !reader.is_at_end(); reader.skip_line(), reader.skip(true)) {
    if (reader.take('[')) {
      reader.take('[');
      section = reader.key();
      m_sections[section];
      continue;
    }
    std::string key = reader.key();
    if (!reader.take('=')) continue;
    reader.skip(false);
    std::string table = section;
    if (const size_t dot = key.rfind('.'); dot != std::string::npos) {
      table += (table.empty() ? "" : ".") + key.substr(0, dot);
      key.erase(0, dot + 1);
    }
    Setting setting = reader.value();
    for (const auto& [name, inner] : setting.table)
      m_sections[table + "." + key].try_emplace(name, Setting{inner, {}, {}});
    m_sections[table].try_emplace(key, std::move(setting));
  }
}

void Settings::read_ini(std::string_view text) {
  std::string section;
  Setting* last = nullptr;
  for (const auto& line : split(text, '\n')) {
    const std::string_view clean = trim(line);
    if (clean.empty() || clean.starts_with('#') || clean.starts_with(';')) continue;
    if (std::isspace(static_cast<unsigned char>(line.front())) != 0) {
      if (last) last->list.emplace_back(clean);
      continue;
    }
    last = nullptr;
    if (clean.starts_with('[')) {
      section = std::string(trim(clean.substr(1, clean.find(']') - 1)));
      m_sections[section];
      continue;
    }
    const size_t mark = clean.find_first_of("=:");
    if (mark == std::string_view::npos) continue;
    const std::string key(trim(clean.substr(0, mark)));
    last = &m_sections[section][key];
    last->text = std::string(trim(clean.substr(mark + 1)));
  }
}

const Setting& Settings::at(const std::string& section, const std::string& key) const {
  static const Setting none;
  const auto found = m_sections.find(section);
  if (found == m_sections.end()) return none;
  const auto setting = found->second.find(key);
  return setting == found->second.end() ? none : setting->second;
}

std::vector<std::string> Settings::keys(const std::string& section) const {
  std::vector<std::string> names;
  const auto found = m_sections.find(section);
  if (found == m_sections.end()) return names;
  for (const auto& [name, _] : found->second) names.push_back(name);
  return names;
}

}  // namespace rpmworks::scaffold
