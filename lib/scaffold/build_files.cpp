// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_files.hpp"

#include <cctype>
#include <optional>
#include <vector>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_longest_call = 16384;  // bytes of a call's arguments that are looked at

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// The text without lines that are comments.
std::string without_comments(std::string_view text) {
  std::string code;
  for (const auto& line : split(text, '\n')) {
    const std::string_view start = trim(line);
    if (!start.starts_with('#') && start != "dnl" && !start.starts_with("dnl ")) code += line + "\n";
  }
  return code;
}

// A word, a quoted text, or one of the marks : = , ( )
struct Token {
  std::string text;
  bool quoted = false;
};

// Reads what stands between two quotes ('…', "…", […]); nothing when it does not end.
std::optional<std::string> quoted(std::string_view code, size_t& at) {
  const char open = code[at];
  const char close = open == '[' ? ']' : open;
  const size_t end = code.find(close, at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  std::string text(code.substr(at + 1, end - at - 1));
  at = end + 1;
  return text;
}

// The arguments of the first call of a function, whatever the case of its name.
std::vector<Token> arguments_of(std::string_view text, std::string_view function) {
  const std::string code = without_comments(text);
  const std::string folded = lower(code);
  size_t at = 0;
  while (true) {
    at = folded.find(function, at);
    if (at == std::string::npos) return {};
    const bool is_whole = at == 0 || !is_word(code[at - 1]);
    at += function.size();
    const size_t open = code.find_first_not_of(" \t", at);
    if (!is_whole || open == std::string::npos || code[open] != '(') continue;
    at = open + 1;
    break;
  }
  const std::string_view rest = std::string_view(code).substr(0, at + k_longest_call);
  std::vector<Token> tokens;
  for (int depth = 1; at < rest.size();) {
    const char c = rest[at];
    if (c == '\'' || c == '"' || c == '[') {
      const auto inner = quoted(rest, at);
      if (!inner) break;
      tokens.push_back({*inner, true});
    } else if (c == '(' || c == ')') {
      depth += c == '(' ? 1 : -1;
      if (depth == 0) break;
      tokens.push_back({std::string(1, c)});
      ++at;
    } else if (c == ',' || c == ':' || c == '=') {
      tokens.push_back({std::string(1, c)});
      ++at;
    } else if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at;
    } else {
      const size_t end = std::min(rest.find_first_of(" \t\r\n,:=()'\"", at), rest.size());
      tokens.push_back({std::string(rest.substr(at, end - at))});
      at = end;
    }
  }
  return tokens;
}

// The literal behind `key :` or `key =`.
std::string keyword(const std::vector<Token>& tokens, std::string_view key) {
  for (size_t i = 0; i + 2 < tokens.size(); ++i) {
    const std::string& mark = tokens[i + 1].text;
    if (!tokens[i].quoted && tokens[i].text == key && !tokens[i + 1].quoted && (mark == ":" || mark == "=") &&
        tokens[i + 2].quoted)
      return tokens[i + 2].text;
  }
  return {};
}

// The word behind a word, as CMake has its options; nothing when it is a variable.
std::string behind(const std::vector<Token>& tokens, std::string_view key) {
  for (size_t i = 1; i + 1 < tokens.size(); ++i)
    if (!tokens[i].quoted && tokens[i].text == key)
      return tokens[i + 1].text.find('$') == std::string::npos ? tokens[i + 1].text : "";
  return {};
}

// The value of `key = value` in a [section], as TOML and INI files have it: of a literal in quotes what is in
// them.
std::string value_in(std::string_view text, std::string_view section, std::string_view key) {
  bool is_inside = false;
  for (const auto& line : split(text, '\n')) {
    const std::string_view clean = trim(line);
    if (clean.starts_with('[')) {
      is_inside = trim(clean.substr(1, clean.find(']') - 1)) == section;
      continue;
    }
    const size_t equals = clean.find('=');
    if (!is_inside || equals == std::string_view::npos || trim(clean.substr(0, equals)) != key) continue;
    const std::string_view value = trim(clean.substr(equals + 1));
    if (value.empty() || (value.front() != '"' && value.front() != '\'')) return std::string(value);
    const size_t end = value.find(value.front(), 1);
    return end == std::string_view::npos ? "" : std::string(value.substr(1, end - 1));
  }
  return {};
}

// As value_in, and nothing unless it is in quotes: tables, lists and numbers are no text.
std::string text_in(std::string_view text, std::string_view section, std::string_view key) {
  const std::string value = value_in(text, section, key);
  return value.find_first_of("{[=") == std::string::npos ? value : "";
}

// What a Makefile's line assigns, and how: "", "?", "+" or ":".
struct Assignment {
  std::string name;
  std::string how;
  std::string value;
};

std::optional<Assignment> assignment(std::string_view line) {
  const size_t equals = line.find('=');
  if (equals == std::string_view::npos || line.starts_with('\t')) return std::nullopt;
  std::string_view name = trim(line.substr(0, equals));
  std::string how;
  while (!name.empty() && std::string_view("?+:").find(name.back()) != std::string_view::npos) {
    how = std::string(1, name.back());
    name.remove_suffix(1);
  }
  name = trim(name);
  for (const char c : name)
    if (!is_word(c)) return std::nullopt;
  return Assignment{std::string(name), how, std::string(trim(line.substr(equals + 1)))};
}

}  // namespace

Facts facts_of_cmake(std::string_view text) {
  const auto tokens = arguments_of(text, "project");
  if (tokens.empty()) return {};
  Facts facts{.version = behind(tokens, "VERSION"),
              .summary = behind(tokens, "DESCRIPTION"),
              .url = behind(tokens, "HOMEPAGE_URL")};
  if (tokens.front().text.find('$') == std::string::npos) facts.name = tokens.front().text;
  return facts;
}

Facts facts_of_meson(std::string_view text) {
  const auto tokens = arguments_of(text, "project");
  if (tokens.empty()) return {};
  return {.name = tokens.front().quoted ? tokens.front().text : "",
          .version = keyword(tokens, "version"),
          .license = keyword(tokens, "license")};
}

Facts facts_of_autoconf(std::string_view text) {
  const auto tokens = arguments_of(text, "ac_init");
  Facts facts;
  if (tokens.empty()) return facts;
  facts.name = tokens.front().text;
  if (tokens.size() > 2 && tokens[1].text == "," && (tokens.size() == 3 || tokens[3].text == ","))
    facts.version = tokens[2].text;
  return facts;
}

Facts facts_of_pyproject(std::string_view text) {
  const std::string_view section = value_in(text, "project", "name").empty() ? "tool.poetry" : "project";
  return {.name = text_in(text, section, "name"),
          .version = text_in(text, section, "version"),
          .summary = text_in(text, section, "description"),
          .license = text_in(text, section, "license"),
          .url = text_in(text, section, "homepage")};
}

Facts facts_of_setup_cfg(std::string_view text) {
  const std::string version = value_in(text, "metadata", "version");
  return {.name = value_in(text, "metadata", "name"),
          .version = version.find(':') == std::string::npos ? version : "",  // attr: and file:
          .summary = value_in(text, "metadata", "description"),
          .license = value_in(text, "metadata", "license"),
          .url = value_in(text, "metadata", "url")};
}

Facts facts_of_setup_py(std::string_view text) {
  const auto tokens = arguments_of(text, "setup");
  return {.name = keyword(tokens, "name"),
          .version = keyword(tokens, "version"),
          .summary = keyword(tokens, "description"),
          .license = keyword(tokens, "license"),
          .url = keyword(tokens, "url")};
}

Facts facts_of_makefile(std::string_view text) {
  Facts facts;
  for (const auto& line : split(text, '\n')) {
    const auto found = assignment(line);
    if (!found || found->value.find('$') != std::string::npos) continue;
    if (found->name == "VERSION" && facts.version.empty()) facts.version = found->value;
    if ((found->name == "NAME" || found->name == "PACKAGE") && facts.name.empty()) facts.name = found->value;
  }
  return facts;
}

bool has_target(std::string_view makefile, std::string_view target) {
  for (const auto& line : split(makefile, '\n')) {
    const size_t colon = line.find(':');
    if (line.starts_with('\t') || colon == std::string::npos || line.substr(colon, 2) == ":=") continue;
    for (const auto& word : split(line.substr(0, colon), ' '))
      if (trim(word) == target) return true;
  }
  return false;
}

bool ignores_flags(std::string_view makefile) {
  bool calls_compiler = false;
  bool uses_flags = false;
  for (const auto& line : split(makefile, '\n')) {
    const auto found = assignment(line);
    const bool is_flags = found && (found->name == "CFLAGS" || found->name == "CXXFLAGS");
    if (is_flags && (found->how.empty() || found->how == ":")) return true;
    if (!line.starts_with('\t')) continue;
    for (const std::string_view flags : {"$(CFLAGS)", "${CFLAGS}", "$(CXXFLAGS)", "${CXXFLAGS}"})
      uses_flags |= line.find(flags) != std::string::npos;
    for (const std::string_view compiler : {"$(CC)", "${CC}", "$(CXX)", "${CXX}", "gcc ", "g++ ", "\tcc "})
      calls_compiler |= line.find(compiler) != std::string::npos;
  }
  return calls_compiler && !uses_flags;
}

}  // namespace rpmworks::scaffold
