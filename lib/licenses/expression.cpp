// SPDX-License-Identifier: GPL-3.0-or-later
#include "licenses/expression.hpp"

#include <utility>

#include "core/text.hpp"

namespace rpmworks::licenses {

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

namespace {

constexpr size_t k_deepest_parentheses = 100;  // an expression may be hostile

bool is_blank(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

// Words and parentheses.
std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<std::string> tokens;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) tokens.push_back(std::exchange(word, {}));
  };
  for (const char c : text) {
    const bool parenthesis = c == '(' || c == ')';
    if (parenthesis || is_blank(c)) end_word();
    if (parenthesis)
      tokens.emplace_back(1, c);
    else if (!is_blank(c))
      word += c;
  }
  end_word();
  return tokens;
}

/// any: all { OR all }; all: one { AND one }; one: ( any ) | words [ WITH words ]
class Parser {
 public:
  explicit Parser(std::vector<std::string> tokens) : m_tokens(std::move(tokens)) {}

  std::optional<Expression> run() {
    auto expression = any(0);
    if (m_at != m_tokens.size()) return std::nullopt;
    return expression;
  }

 private:
  using Result = std::optional<Expression>;

  Result any(size_t depth) {
    return list(Expression::Kind::any, "or", [&] { return all(depth); });
  }

  Result all(size_t depth) {
    return list(Expression::Kind::all, "and", [&] { return one(depth); });
  }

  template <typename Part>
  Result list(Expression::Kind kind, std::string_view separator, Part part) {
    Result first = part();
    if (!first || !is(separator)) return first;
    Expression whole{.kind = kind, .license = {}, .exception = {}, .parts = {}, .text = {}};
    whole.parts.push_back(std::move(*first));
    while (take(separator)) {
      Result next = part();
      if (!next) return std::nullopt;
      whole.parts.push_back(std::move(*next));
    }
    return whole;
  }

  Result one(size_t depth) {
    if (depth > k_deepest_parentheses) return std::nullopt;
    if (take("(")) {
      Result inner = any(depth + 1);
      return take(")") ? std::move(inner) : std::nullopt;
    }
    Expression leaf;
    leaf.text = leaf.license = words();
    if (leaf.license.empty()) return std::nullopt;
    if (!is("with")) return leaf;
    leaf.text += " " + m_tokens[m_at++];
    leaf.exception = words();
    if (leaf.exception.empty()) return std::nullopt;
    leaf.text += " " + leaf.exception;
    return leaf;
  }

  std::string words() {
    std::vector<std::string> found;
    while (m_at < m_tokens.size() && (!is_operator(m_at) || is_or_later(found)))
      found.push_back(m_tokens[m_at++]);
    return join(found, " ");
  }

  bool is_operator(size_t at) const {
    const std::string token = lower_case(m_tokens[at]);
    return token == "and" || token == "or" || token == "with" || token == "(" || token == ")";
  }

  // "GPL v2 or later" is one name, also in a list: "GPL v2 or later; MIT".
  bool is_or_later(const std::vector<std::string>& before) const {
    if (before.empty() || m_at + 1 >= m_tokens.size() || !is("or")) return false;
    const std::string next = lower_case(m_tokens[m_at + 1]);
    const std::string word = next.substr(0, next.find_first_of(",;."));
    return word == "later" || word == "newer";
  }

  bool is(std::string_view token) const {
    return m_at < m_tokens.size() && lower_case(m_tokens[m_at]) == token;
  }

  bool take(std::string_view token) {
    if (!is(token)) return false;
    ++m_at;
    return true;
  }

  std::vector<std::string> m_tokens;
  size_t m_at = 0;
};

}  // namespace

std::string single_blanks(std::string_view text) {
  std::string result;
  bool in_word = false;
  for (const char c : text) {
    const bool blank = is_blank(c);
    if (!blank && !in_word && !result.empty()) result += ' ';
    if (!blank) result += c;
    in_word = !blank;
  }
  return result;
}

std::optional<Expression> parse_expression(std::string_view text) {
  return Parser(tokens_of(text)).run();
}

}  // namespace rpmworks::licenses
