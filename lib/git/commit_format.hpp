// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/export_subst.hpp"
#include "git/format_message.hpp"
#include "git/padding.hpp"

namespace rpmworks::git {

/// Expands formats with the placeholders of git-log(1), "PRETTY FORMATS", for one commit.
class Formatter {
 public:
  explicit Formatter(const CommitFacts& facts) : m_facts(facts), m_message(parts_of(facts.message)) {}

  /// Appends the expansion of the format to `out`. As in git, some placeholders depend on the text before
  /// them in `out`.
  void format(std::string_view text, std::string& out);
  const std::vector<std::string>& unlike_git() const { return m_unlike_git; }

 private:
  // The settings of %w for the text after it.
  struct Wrap {
    size_t start = 0;
    long width = 0, first = 0, rest = 0;
    bool is_as(const Wrap& other) const {
      return width == other.width && first == other.first && rest == other.rest;
    }
  };

  void count(size_t before, size_t after);
  void note(std::string_view placeholder, std::string_view what);
  // Appends the value of the placeholder. Returns its length after the '%', or 0 if it is not a placeholder.
  size_t item(std::string_view text, std::string& out);
  size_t padded(std::string_view text, std::string& out);
  size_t one(std::string_view text, std::string& out);
  size_t person(std::string_view text, std::string& out);
  size_t colour(std::string_view text);
  size_t padding(std::string_view text);
  // "w(width,first,rest)"
  size_t wrap(std::string_view text, std::string& out);
  // Wraps the text added since the last %w and starts with new settings.
  void wrap_tail(Wrap next, std::string& out);
  // git needs no keys for a commit without a signature.
  size_t signature(std::string_view text, std::string& out);
  size_t in_parentheses(std::string_view text, std::string& out);
  size_t describe(std::string_view text, std::string& out) const;
  std::optional<std::string> simple(char letter) const;

  const CommitFacts& m_facts;
  Message m_message;
  Wrap m_wrap;
  std::optional<Padding> m_padding;
  size_t m_added = 0;
  size_t m_searched = 0;  ///< bytes of messages searched for trailers
  std::vector<std::string> m_unlike_git;
};

}  // namespace rpmworks::git
