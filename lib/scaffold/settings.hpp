// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks::scaffold {

/// A value of a TOML or INI file; one member is set.
struct Setting {
  std::string text;               ///< of a string, a number, a word
  std::vector<std::string> list;  ///< the strings of an array, the lines below a key of an INI file
  std::map<std::string, std::string> table;  ///< of an inline table: key → string
};

/// The data of a TOML or INI file that packaging needs. The parser is lenient: it skips what it does not
/// understand and never fails.
class Settings {
 public:
  enum class Format { toml, ini };
  Settings(std::string_view text, Format format);

  /// The value of a key in [section]; empty if missing. `a.b = …` in [x] is b in [x.a].
  const Setting& at(const std::string& section, const std::string& key) const;
  bool has_section(const std::string& section) const { return m_sections.contains(section); }
  /// The keys of a section.
  std::vector<std::string> keys(const std::string& section) const;

 private:
  void read_toml(std::string_view text);
  void read_ini(std::string_view text);

  std::map<std::string, std::map<std::string, Setting>> m_sections;
};

}  // namespace rpmworks::scaffold
