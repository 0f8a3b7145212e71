// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_longest_call = 16384;  // bytes, limit for the arguments of a call
constexpr size_t k_most_calls = 1000;

bool is_word_letter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Reads the text between two quotes ('…', "…", […] with brackets inside); nothing if it does not end.
std::optional<std::string> text_in_quotes(std::string_view code, size_t& at) {
  const char open = code[at];
  if (open == '[') {
    size_t depth = 0;
    for (size_t end = at; end < code.size(); ++end) {
      if (code[end] == '[') ++depth;
      if (code[end] == ']' && --depth == 0) {
        std::string text(code.substr(at + 1, end - at - 1));
        at = end + 1;
        return text;
      }
    }
    return std::nullopt;
  }
  const std::string_view mark = code.substr(at, 3);
  const bool is_triple = mark == "'''" || mark == "\"\"\"";
  const size_t length = is_triple ? 3 : 1;
  const size_t end = code.find(code.substr(at, length), at + length);
  if (end == std::string_view::npos) return std::nullopt;
  std::string text(code.substr(at + length, end - at - length));
  at = end + length;
  return text;
}

// Reads the arguments up to the closing parenthesis and moves `at` after it. `at` is after the opening one.
Arguments arguments_at(std::string_view code, size_t& at) {
  const std::string_view rest = code.substr(0, at + k_longest_call);
  Arguments tokens;
  for (int depth = 1; at < rest.size();) {
    const char c = rest[at];
    if (c == '\'' || c == '"' || c == '[') {
      const auto inner = text_in_quotes(rest, at);
      if (!inner) break;
      tokens.push_back({*inner, true});
    } else if (c == '(' || c == ')') {
      depth += c == '(' ? 1 : -1;
      ++at;
      if (depth == 0) break;
      tokens.push_back({std::string(1, c)});
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

}  // namespace

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string without_comments(std::string_view text) {
  std::string code;
  for (const auto& line : split(text, '\n')) {
    const std::string_view start = trim(line);
    if (!start.starts_with('#') && start != "dnl" && !start.starts_with("dnl ")) code += line + "\n";
  }
  return code;
}

std::vector<Arguments> calls_of(std::string_view text, std::string_view function) {
  const std::string code = without_comments(text);
  const std::string folded = lower(code);
  std::vector<Arguments> calls;
  for (size_t at = 0; calls.size() < k_most_calls;) {
    at = folded.find(function, at);
    if (at == std::string::npos) break;
    const bool is_whole = at == 0 || !is_word_letter(code[at - 1]);
    at += function.size();
    const size_t open = code.find_first_not_of(" \t", at);
    if (!is_whole || open == std::string::npos || code[open] != '(') continue;
    at = open + 1;
    const size_t begin = at;
    calls.push_back(arguments_at(code, at));
    at = begin;  // the arguments of a call may contain calls
  }
  return calls;
}

Arguments first_call_of(std::string_view text, std::string_view function) {
  auto calls = calls_of(text, function);
  return calls.empty() ? Arguments() : std::move(calls.front());
}

std::string keyword(const Arguments& tokens, std::string_view key) {
  for (size_t i = 0; i + 2 < tokens.size(); ++i)
    if (!tokens[i].quoted && tokens[i].text == key &&
        (tokens[i + 1].is_mark(':') || tokens[i + 1].is_mark('=')) && tokens[i + 2].quoted)
      return tokens[i + 2].text;
  return {};
}

std::vector<std::string> keyword_list(const Arguments& tokens, std::string_view key) {
  const std::string text = keyword(tokens, key);
  if (text.empty()) return {};
  std::vector<std::string> values;
  for (size_t at = text.find_first_of("'\""); at != std::string::npos; at = text.find_first_of("'\"", at)) {
    const auto value = text_in_quotes(text, at);
    if (!value) break;
    values.push_back(*value);
  }
  if (values.empty()) values.push_back(text);
  return values;
}

std::vector<Arguments> by_commas(const Arguments& tokens) {
  std::vector<Arguments> parts(tokens.empty() ? 0 : 1);
  int depth = 0;
  for (const auto& token : tokens) {
    if (token.is_mark('(')) ++depth;
    if (token.is_mark(')')) --depth;
    if (depth == 0 && token.is_mark(','))
      parts.emplace_back();
    else
      parts.back().push_back(token);
  }
  return parts;
}

}  // namespace rpmworks::scaffold
