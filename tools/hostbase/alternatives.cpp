// SPDX-License-Identifier: GPL-3.0-or-later
#include "alternatives.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/pattern.hpp"
#include "core/text.hpp"
#include "layout.hpp"

namespace rpmworks::hostbase {

namespace {

// The words of each command in a shell script, as far as they are known without running it: joins
// continuation lines, drops comments, removes quotes.
std::vector<std::vector<std::string>> commands_of(std::string_view script) {
  std::vector<std::vector<std::string>> commands(1);
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) commands.back().push_back(std::exchange(word, {}));
  };
  const auto end_command = [&] {
    end_word();
    if (!commands.back().empty()) commands.emplace_back();
  };
  for (size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (c == '\\' && i + 1 < script.size()) {
      if (script[++i] == '\n')
        end_word();
      else
        word += script[i];
    } else if (c == '#' && word.empty()) {
      while (i + 1 < script.size() && script[i + 1] != '\n') ++i;
    } else if (c == '\n' || c == ';' || c == '&' || c == '|') {
      end_command();
    } else if (c == ' ' || c == '\t') {
      end_word();
    } else if (c != '"' && c != '\'') {
      word += c;
    }
  }
  end_command();
  return commands;
}

bool is_literal_path(const std::string& word) {
  return word.starts_with('/') && word.find_first_of("$`*?[{") == std::string::npos;
}

// The variables that are set to plain text, such as automake's "ver=1.16".
using Variables = std::map<std::string, std::string>;

void note_assignment(const std::vector<std::string>& words, Variables& variables) {
  static const Pattern k_assignment(R"(([A-Za-z_]\w*)=([^$`]*))");
  for (const auto& word : words) {
    const auto match = k_assignment.match(word);
    if (!match) return;
    variables[(*match)[1]] = (*match)[2];
  }
}

// An unknown variable stays, so the text is not a literal path.
std::string with_variables(const std::string& word, const Variables& variables) {
  static const Pattern k_reference(R"(\$(?:\{(\w+)\}|(\w+)))");
  std::string text;
  size_t at = 0;
  while (const auto match = k_reference.find(word, at)) {
    const auto value = variables.find((*match)[match->has(1) ? 1 : 2]);
    text.append(word, at, match->begin() - at);
    text += value == variables.end() ? (*match)[0] : value->second;
    at = match->end();
  }
  return text.append(word, at);
}

}  // namespace

std::vector<Alternative> parse_alternatives(std::string_view script) {
  std::vector<Alternative> found;
  Variables variables;
  for (const auto& words : commands_of(script)) {
    note_assignment(words, variables);
    if (std::find(words.begin(), words.end(), "update-alternatives") == words.end()) continue;
    for (size_t i = 0; i + 3 < words.size(); ++i) {
      if (words[i] != "--install" && words[i] != "--slave") continue;
      const std::string link = with_variables(words[i + 1], variables);
      const std::string target = with_variables(words[i + 3], variables);
      if (is_literal_path(link) && is_literal_path(target))
        found.push_back({usr_merged(link), usr_merged(target)});
    }
  }
  return found;
}

}  // namespace rpmworks::hostbase
