// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/wildmatch.hpp"

#include <optional>

namespace rpmworks::git {

namespace {

// POSIX classes as in the C locale, so that results do not depend on the machine.
bool in_class(std::string_view name, unsigned char c, bool& known) {
  const bool lower = c >= 'a' && c <= 'z';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool digit = c >= '0' && c <= '9';
  const bool graph = c > 0x20 && c < 0x7f;
  known = true;
  if (name == "alnum") return lower || upper || digit;
  if (name == "alpha") return lower || upper;
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "cntrl") return c < 0x20 || c == 0x7f;
  if (name == "digit") return digit;
  if (name == "graph") return graph;
  if (name == "lower") return lower;
  if (name == "print") return graph || c == ' ';
  if (name == "punct") return graph && !lower && !upper && !digit;
  if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
  if (name == "upper") return upper;
  if (name == "xdigit") return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  known = false;
  return false;
}

// Matches one character against the bracket expression at pattern[at] == '['. Returns whether it matches and
// moves `at` past the
// ']'; nothing if the expression is not closed or names an unknown class.
std::optional<bool> match_bracket(std::string_view pattern, size_t& at, unsigned char c) {
  size_t i = at + 1;
  const auto end = pattern.size();
  bool negated = false;
  if (i < end && (pattern[i] == '!' || pattern[i] == '^')) {
    negated = true;
    ++i;
  }
  bool found = false;
  int previous = -1;  // start of a range if '-' follows; -1 for none
  for (bool first = true; first || i >= end || pattern[i] != ']'; first = false) {
    if (i >= end) return std::nullopt;
    unsigned char p = static_cast<unsigned char>(pattern[i]);
    if (p == '[' && i + 1 < end && pattern[i + 1] == ':') {
      const size_t close = pattern.find(']', i + 2);
      if (close == std::string_view::npos) return std::nullopt;
      if (close > i + 2 && pattern[close - 1] == ':') {
        bool known = false;
        found |= in_class(pattern.substr(i + 2, close - 1 - (i + 2)), c, known);
        if (!known) return std::nullopt;
        previous = -1;
        i = close + 1;
        continue;
      }
    } else if (p == '-' && previous >= 0 && i + 1 < end && pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\' && ++i >= end) return std::nullopt;
      found |= c >= previous && c <= static_cast<unsigned char>(pattern[i]);
      previous = -1;
      ++i;
      continue;
    } else if (p == '\\') {
      if (++i >= end) return std::nullopt;
      p = static_cast<unsigned char>(pattern[i]);
    }
    found |= c == p;
    previous = p;
    ++i;
  }
  at = i + 1;
  return found != negated;
}

enum class Result { match, no, no_further, no_further_below };

Result match(std::string_view pattern, size_t p, std::string_view text, size_t t, bool pathname);

// Matches pattern[p…], which starts with asterisks, against text[t…].
//
// A failure includes how far it applies, so that patterns with many asterisks do not take exponential time:
// `no_further` means that no later start in the text can match, `no_further_below` that none before the next
// '/' can.
Result match_asterisks(std::string_view pattern, size_t p, std::string_view text, size_t t, bool pathname) {
  const size_t begin = p;
  while (p < pattern.size() && pattern[p] == '*') ++p;
  bool across = !pathname;
  if (pathname && p - begin >= 2) {
    const bool component_begins = begin == 0 || pattern[begin - 1] == '/';
    const bool component_ends = p == pattern.size() || pattern[p] == '/' ||
                                (pattern[p] == '\\' && p + 1 < pattern.size() && pattern[p + 1] == '/');
    if (component_begins && component_ends) {
      across = true;
      // a/**/b also matches a/b.
      if (p < pattern.size() && pattern[p] == '/' &&
          match(pattern, p + 1, text, t, pathname) == Result::match)
        return Result::match;
    }
  }
  if (p == pattern.size()) {
    if (!across && text.find('/', t) != std::string_view::npos) return Result::no_further_below;
    return Result::match;
  }
  for (;; ++t) {
    const Result result = match(pattern, p, text, t, pathname);
    if (result == Result::match || result == Result::no_further) return result;
    if (result == Result::no_further_below && !across) return result;
    if (t == text.size()) return Result::no_further;
    if (!across && text[t] == '/') return Result::no_further_below;
  }
}

Result match(std::string_view pattern, size_t p, std::string_view text, size_t t, bool pathname) {
  while (p < pattern.size()) {
    if (pattern[p] == '*') return match_asterisks(pattern, p, text, t, pathname);
    if (t == text.size()) return Result::no_further;
    const char c = text[t++];
    switch (pattern[p]) {
      case '?':
        if (pathname && c == '/') return Result::no;
        ++p;
        break;
      case '[': {
        const std::optional<bool> in = match_bracket(pattern, p, static_cast<unsigned char>(c));
        if (!in) return Result::no_further;
        if (!*in || (pathname && c == '/')) return Result::no;
        break;
      }
      case '\\':
        if (++p == pattern.size()) return Result::no;
        [[fallthrough]];
      default:
        if (pattern[p++] != c) return Result::no;
    }
  }
  return t == text.size() ? Result::match : Result::no;
}

}  // namespace

bool wildmatch(std::string_view pattern, std::string_view text, bool pathname) {
  return match(pattern, 0, text, 0, pathname) == Result::match;
}

}  // namespace rpmworks::git
