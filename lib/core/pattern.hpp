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

/// The text of a Pattern is not a regular expression (what() says why, and at which byte), or takes too many
/// steps on a text.
struct PatternError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Where a Pattern matched. Views into the searched text, which must outlive it.
class PatternMatch {
 public:
  /// A group by its number, 0 for the whole match; "" if the group took no part in the match.
  std::string operator[](size_t group) const;
  bool has(size_t group) const;  ///< whether a group took part
  size_t groups() const { return m_groups.size(); }

  size_t begin() const { return m_begin; }  ///< offset in the searched text, bytes
  size_t end() const { return m_begin + m_groups[0]->size(); }

 private:
  friend class Pattern;
  std::vector<std::optional<std::string_view>> m_groups;
  size_t m_begin = 0;
};

/// A compiled regular expression in the syntax of Perl (pcre2pattern(3)). It sees bytes, not UTF-8
/// characters. Matching needs no stack for long texts. Where a match would take more than a million steps
/// from one starting point, there is none.
class Pattern {
 public:
  enum class Case { sensitive, ignored };

  /// Throws PatternError.
  explicit Pattern(std::string_view expression, Case letters = Case::sensitive);

  /// The first match that begins at `from` or later.
  std::optional<PatternMatch> find(std::string_view text, size_t from = 0) const;
  bool is_in(std::string_view text) const { return find(text).has_value(); }
  /// As is_in, for patterns of users: throws PatternError where a match would take too many steps.
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
