// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rpmworks {

/// The expression of a Pattern is not valid (what() says why, and at which byte), or matching a text takes
/// too many steps.
struct PatternError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A match of a Pattern. It refers to the searched text, which must outlive it.
class PatternMatch {
 public:
  /// The text of a group, by number; 0 is the whole match. "" if the group took no part in the match.
  std::string operator[](size_t group) const;
  bool has(size_t group) const;  ///< whether a group took part
  size_t groups() const { return m_groups.size(); }

  size_t begin() const { return m_begin; }  ///< byte offset in the searched text
  size_t end() const { return m_begin + m_groups[0]->size(); }

 private:
  friend class Pattern;
  std::vector<std::optional<std::string_view>> m_groups;
  size_t m_begin = 0;
};

/// A compiled regular expression in the syntax of Perl (pcre2pattern(3)). It sees bytes, not UTF-8
/// characters. Longer texts do not need more stack. If matching from one starting point would take more than
/// a million steps, the text does not match.
class Pattern {
 public:
  enum class Case { sensitive, ignored };

  /// Throws PatternError.
  explicit Pattern(std::string_view expression, Case letters = Case::sensitive);

  /// The first match that starts at `from` or later.
  std::optional<PatternMatch> find(std::string_view text, size_t from = 0) const;
  bool is_in(std::string_view text) const { return find(text).has_value(); }
  /// As is_in, for patterns from users: throws PatternError if matching would take too many steps.
  bool is_surely_in(std::string_view text) const;

  /// A match of the whole text.
  std::optional<PatternMatch> match(std::string_view text) const;
  bool matches(std::string_view text) const { return match(text).has_value(); }

 private:
  struct Code;
  std::optional<PatternMatch> run(std::string_view text, size_t from, unsigned options,
                                  bool must_decide = false) const;

  std::shared_ptr<const Code> m_code;
};

}  // namespace rpmworks
