// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/attributes.hpp"

#include <algorithm>
#include <optional>

#include "git/wildmatch.hpp"

namespace rpmworks::git {

namespace {

constexpr std::string_view k_blank = " \t\r\n";
constexpr std::string_view k_macro = "[attr]";
// git ignores longer lines, and ignores larger files completely.
constexpr size_t k_longest_line = 2048;
constexpr size_t k_largest_file = 100 << 20;

std::string_view without_leading_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(k_blank), text.size()));
}

std::string_view take_word(std::string_view& text) {
  const std::string_view word = text.substr(0, std::min(text.find_first_of(k_blank), text.size()));
  text = without_leading_blanks(text.substr(word.size()));
  return word;
}

bool is_attribute_name(std::string_view name) {
  if (name.empty() || name.front() == '-') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return c == '-' || c == '.' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           (c >= 'A' && c <= 'Z');
  });
}

// Removes a double-quoted pattern with C escapes from the text; nothing if it is malformed.
std::optional<std::string> take_quoted(std::string_view& text) {
  std::string out;
  for (size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return out;
    }
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    static constexpr std::string_view k_letters = "abfnrtv\\\"";
    static constexpr std::string_view k_meanings = "\a\b\f\n\r\t\v\\\"";
    if (const size_t letter = k_letters.find(text[i]); letter != std::string_view::npos) {
      out += k_meanings[letter];
      continue;
    }
    const auto octal = [](char c) { return c >= '0' && c <= '7'; };
    if (text[i] > '3' || i + 2 >= text.size() || !octal(text[i]) || !octal(text[i + 1]) ||
        !octal(text[i + 2]))
      return std::nullopt;
    out += static_cast<char>((text[i] - '0') << 6 | (text[i + 1] - '0') << 3 | (text[i + 2] - '0'));
    i += 2;
  }
  return std::nullopt;
}

}  // namespace

Attributes::Attributes() {
  parse_settings("-diff -merge -text", m_binary);
}

void Attributes::enter(const std::string& folder, std::string_view content) {
  File file{.folder = folder};
  if (content.size() > k_largest_file) content = {};
  // git reads the file as a C string, which ends at a NUL.
  content = content.substr(0, content.find('\0'));
  // A byte order mark is part of the first pattern: git skips it only in files of a work tree.
  while (!content.empty()) {
    const size_t end = std::min(content.find('\n'), content.size());
    parse_line(content.substr(0, end), file, folder.empty());
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  m_files.push_back(std::move(file));
}

void Attributes::leave() {
  m_files.pop_back();
}

int Attributes::number_of(std::string_view name) {
  const auto found = m_numbers.find(name);
  if (found != m_numbers.end()) return found->second;
  const int number = static_cast<int>(m_numbers.size());
  m_numbers.emplace(name, number);
  return number;
}

bool Attributes::parse_settings(std::string_view text, std::vector<Setting>& settings) {
  while (!text.empty()) {
    const std::string_view word = take_word(text);
    const size_t equals = word.find('=');
    std::string_view name = word.substr(0, equals);
    Setting setting;
    if (name.starts_with('-') || name.starts_with('!')) {
      if (name.front() == '-') setting.value.state = AttributeValue::State::unset;
      name.remove_prefix(1);
    } else if (equals == std::string_view::npos) {
      setting.value.state = AttributeValue::State::set;
    } else {
      setting.value = {AttributeValue::State::text, std::string(word.substr(equals + 1))};
    }
    // An invalid attribute name makes git ignore the whole line.
    if (!is_attribute_name(name)) return false;
    setting.attribute = number_of(name);
    settings.push_back(std::move(setting));
  }
  return true;
}

void Attributes::parse_line(std::string_view line, File& file, bool macros_allowed) {
  if (line.size() >= k_longest_line) return;
  line = without_leading_blanks(line);
  if (line.empty() || line.front() == '#') return;
  Rule rule;
  bool quoted = false;
  if (line.front() == '"') {
    std::string_view rest = line;
    if (auto pattern = take_quoted(rest)) {
      rule.pattern = std::move(*pattern);
      line = without_leading_blanks(rest);
      quoted = true;
    }
  }
  if (!quoted) rule.pattern = take_word(line);

  if (rule.pattern.size() > k_macro.size() && rule.pattern.starts_with(k_macro)) {
    const std::string_view name = std::string_view(rule.pattern).substr(k_macro.size());
    std::vector<Setting> settings;
    if (macros_allowed && is_attribute_name(name) && parse_settings(line, settings))
      file.macros[number_of(name)] = std::move(settings);
    return;
  }
  if (rule.pattern.starts_with('!')) return;  // negative patterns are not allowed
  if (!parse_settings(line, rule.settings)) return;
  if (rule.pattern.ends_with('/')) {
    rule.folders_only = true;
    rule.pattern.pop_back();
  }
  rule.base_name = rule.pattern.find('/') == std::string::npos;
  if (!rule.base_name && rule.pattern.front() == '/') rule.pattern.erase(0, 1);
  file.rules.push_back(std::move(rule));
}

bool Attributes::matches(const Rule& rule, const std::string& folder, std::string_view path) {
  const bool is_folder = path.ends_with('/');
  if (rule.folders_only && !is_folder) return false;
  if (is_folder) path.remove_suffix(1);
  if (rule.base_name) return wildmatch(rule.pattern, path.substr(path.rfind('/') + 1), false);
  return wildmatch(rule.pattern, path.substr(folder.empty() ? 0 : folder.size() + 1), true);
}

// The last definition in the nearest file wins; git's built-in macros come last.
const std::vector<Attributes::Setting>* Attributes::macro(int attribute) const {
  for (auto file = m_files.rbegin(); file != m_files.rend(); ++file)
    if (const auto found = file->macros.find(attribute); found != file->macros.end()) return &found->second;
  const auto binary = m_numbers.find("binary");
  return binary != m_numbers.end() && binary->second == attribute ? &m_binary : nullptr;
}

// The first setting of an attribute wins. So the settings of a line are applied from right to left, and those
// of a macro right after the macro.
void Attributes::apply(const std::vector<Setting>& settings, std::vector<Slot>& slots) const {
  std::vector<const Setting*> left;
  for (const auto& setting : settings) left.push_back(&setting);
  while (!left.empty()) {
    const Setting& setting = *left.back();
    left.pop_back();
    Slot& slot = slots[static_cast<size_t>(setting.attribute)];
    if (slot.decided) continue;
    slot.decided = true;
    slot.value = setting.value;
    if (!setting.value.is_set()) continue;
    if (const auto* const inner = macro(setting.attribute))
      for (const auto& one : *inner) left.push_back(&one);
  }
}

ArchiveAttributes Attributes::of(std::string_view path) const {
  std::vector<Slot> slots(m_numbers.size());
  for (auto file = m_files.rbegin(); file != m_files.rend(); ++file)
    for (auto rule = file->rules.rbegin(); rule != file->rules.rend(); ++rule)
      if (matches(*rule, file->folder, path)) apply(rule->settings, slots);
  const auto value = [&](std::string_view name) {
    const auto found = m_numbers.find(name);
    return found == m_numbers.end() ? AttributeValue{} : slots[static_cast<size_t>(found->second)].value;
  };
  return {.export_ignore = value("export-ignore"),
          .export_subst = value("export-subst"),
          .text = value("text"),
          .crlf = value("crlf"),
          .eol = value("eol"),
          .ident = value("ident"),
          .working_tree_encoding = value("working-tree-encoding"),
          .filter = value("filter")};
}

}  // namespace rpmworks::git
