// SPDX-License-Identifier: GPL-3.0-or-later
#include "gates/license_expression.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "core/text.hpp"

namespace rpmworks::gates {

namespace {

constexpr size_t k_deepest = 100;  // of parentheses: an expression may be hostile

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Words and parentheses.
std::vector<std::string> tokens_of(const std::string& text) {
  std::vector<std::string> tokens;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) tokens.push_back(std::exchange(word, {}));
  };
  for (const char c : text) {
    if (c == '(' || c == ')' || std::isspace(static_cast<unsigned char>(c))) end_word();
    if (c == '(' || c == ')')
      tokens.emplace_back(1, c);
    else if (!std::isspace(static_cast<unsigned char>(c)))
      word += c;
  }
  end_word();
  return tokens;
}

using Refused = std::vector<std::string>;

/// or: and { OR and }; and: one { AND one }; one: ( or ) | words [ WITH words ]
class Parser {
 public:
  Parser(std::vector<std::string> tokens, const std::set<std::string>& allowed)
      : m_tokens(std::move(tokens)), m_allowed(allowed) {}

  /// Nothing if the expression is not valid.
  std::optional<Refused> run() {
    auto refused = alternatives(0);
    if (m_at != m_tokens.size()) return std::nullopt;
    return refused;
  }

 private:
  std::optional<Refused> alternatives(size_t depth) {
    auto refused = all(depth);
    while (refused && take("or")) {
      const auto other = all(depth);
      if (!other) return std::nullopt;
      // One alternative is sufficient; else all of them are shown.
      if (refused->empty() || other->empty())
        refused->clear();
      else
        append(*refused, *other);
    }
    return refused;
  }

  std::optional<Refused> all(size_t depth) {
    auto refused = one(depth);
    while (refused && take("and")) {
      const auto other = one(depth);
      if (!other) return std::nullopt;
      append(*refused, *other);
    }
    return refused;
  }

  std::optional<Refused> one(size_t depth) {
    if (depth > k_deepest) return std::nullopt;
    if (take("(")) {
      auto refused = alternatives(depth + 1);
      return take(")") ? refused : std::nullopt;
    }
    const std::string license = words();
    if (license.empty()) return std::nullopt;
    if (!take("with")) return judged(license, license);
    const std::string exception = words();
    if (exception.empty()) return std::nullopt;
    return judged(license, license + " WITH " + exception);
  }

  Refused judged(const std::string& license, const std::string& whole) const {
    if (m_allowed.contains(lower(license)) || m_allowed.contains(lower(whole))) return {};
    return {whole};
  }

  static void append(Refused& refused, const Refused& more) {
    for (const auto& license : more)
      if (std::ranges::find(refused, license) == refused.end()) refused.push_back(license);
  }

  std::string words() {
    std::vector<std::string> found;
    while (m_at < m_tokens.size() && !is_operator(lower(m_tokens[m_at]))) found.push_back(m_tokens[m_at++]);
    return join(found, " ");
  }

  static bool is_operator(const std::string& token) {
    return token == "and" || token == "or" || token == "with" || token == "(" || token == ")";
  }

  bool take(std::string_view token) {
    if (m_at == m_tokens.size() || lower(m_tokens[m_at]) != token) return false;
    ++m_at;
    return true;
  }

  std::vector<std::string> m_tokens;
  const std::set<std::string>& m_allowed;
  size_t m_at = 0;
};

}  // namespace

std::string normal_license(const std::string& license) {
  std::vector<std::string> words;
  for (auto& word : split(license, ' '))
    if (!word.empty()) words.push_back(lower(word));
  return join(words, " ");
}

std::vector<std::string> refused_licenses(const std::string& expression,
                                          const std::set<std::string>& allowed) {
  if (allowed.contains(normal_license(expression))) return {};
  const auto refused = Parser(tokens_of(expression), allowed).run();
  return refused ? *refused : std::vector<std::string>{expression};
}

}  // namespace rpmworks::gates
