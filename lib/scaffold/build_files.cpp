// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/build_files.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "core/text.hpp"
#include "scaffold/tokens.hpp"

namespace rpmworks::scaffold {

namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// The value after a keyword argument of CMake, such as VERSION 1.2; empty if it is missing or has a variable.
std::string behind(const Arguments& tokens, std::string_view key) {
  for (size_t i = 1; i + 1 < tokens.size(); ++i)
    if (!tokens[i].quoted && tokens[i].text == key)
      return tokens[i + 1].text.find('$') == std::string::npos ? tokens[i + 1].text : "";
  return {};
}

// An assignment in a Makefile; `how` is the character before '=': "", "?", "+" or ":".
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
  const auto tokens = first_call_of(text, "project");
  if (tokens.empty()) return {};
  Facts facts{.version = behind(tokens, "VERSION"),
              .summary = behind(tokens, "DESCRIPTION"),
              .url = behind(tokens, "HOMEPAGE_URL")};
  if (tokens.front().text.find('$') == std::string::npos) facts.name = tokens.front().text;
  return facts;
}

Facts facts_of_meson(std::string_view text) {
  const auto tokens = first_call_of(text, "project");
  if (tokens.empty()) return {};
  const auto licenses = keyword_list(tokens, "license");
  return {.name = tokens.front().quoted ? tokens.front().text : "",
          .version = keyword(tokens, "version"),
          .license = licenses.size() == 1 ? licenses.front() : join(licenses, " AND ")};
}

Facts facts_of_autoconf(std::string_view text) {
  const auto tokens = first_call_of(text, "ac_init");
  const auto arguments = by_commas(tokens);
  const auto literal = [&](size_t i) {
    return i < arguments.size() && arguments[i].size() == 1 ? arguments[i].front().text : std::string();
  };
  Facts facts{.version = literal(1), .url = literal(4)};
  // The tarball name. If AC_INIT does not set it, autoconf derives it from the package name.
  facts.name = literal(3);
  if (facts.name.empty()) {
    facts.name = lower(literal(0));
    if (facts.name.starts_with("gnu ")) facts.name.erase(0, 4);
  }
  // A version that does not start with a digit is a macro: AC_INIT([x], [x_version]) or m4_esyscmd(…).
  if (!facts.version.empty() && std::isdigit(static_cast<unsigned char>(facts.version.front())) == 0)
    facts.version.clear();
  return facts;
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

std::vector<std::string> variables_set(std::string_view makefile, const std::vector<std::string>& names) {
  std::vector<std::string> set;
  for (const auto& line : split(makefile, '\n'))
    if (const auto found = assignment(line); found && found->how != "+")
      if (std::find(names.begin(), names.end(), found->name) != names.end() &&
          std::find(set.begin(), set.end(), found->name) == set.end())
        set.push_back(found->name);
  return set;
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
