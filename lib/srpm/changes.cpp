// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/changes.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "spec/text.hpp"

namespace rpmworks::srpm {

namespace {

constexpr int64_t k_day = 24L * 60 * 60;
constexpr int64_t k_noon = k_day / 2;  // the time that rpm gives to an entry without a time
// rpm accepts days from 1990 on, and while seconds since 1970 fit into 32 bits.
constexpr int64_t k_first_day = 631152000 / k_day;
constexpr int64_t k_last_day = k_last_changelog_day / k_day;
constexpr std::string_view k_issue = "Issue:";
constexpr size_t k_longest_line = 1000;  // bytes; a longer subject is treated as a message without a subject

// One line of plain text: control characters become blanks.
std::string cleaned(std::string_view text) {
  std::string line;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    const bool is_control = byte < 0x20 || byte == 0x7F || is_c1;
    if (is_c1) ++i;
    if (!is_control && text[i] != ' ')
      line += text[i];
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  line = trim(line);
  if (line.size() <= k_longest_line) return line;
  size_t end = k_longest_line;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
    --end;  // in the middle of a UTF-8 character
  return line.substr(0, end) + "…";
}

// A backslash at the end of a line would join the next line to it, and is an error at the end of a spec.
std::string without_continuation(std::string text) {
  while (text.ends_with('\\') || text.ends_with(' ')) text.pop_back();
  return text;
}

std::string text_of(const git::Commit& commit) {
  std::string text = cleaned(commit.subject);
  for (const auto& line : split(commit.message, '\n'))
    if (line.starts_with(k_issue) && line != commit.subject) text += fmt::format(" ({})", cleaned(line));
  return text;
}

Change change_of(const git::Commit& commit, std::string text) {
  return {commit.time, cleaned(commit.author_name), cleaned(commit.author_email),
          without_continuation(std::move(text))};
}

std::string author_of(const Change& change) {
  const std::string name = change.author_name.empty() ? "unknown" : change.author_name;
  return change.author_email.empty() ? name : fmt::format("{} <{}>", name, change.author_email);
}

std::vector<Pattern> patterns_of(const std::vector<std::string>& texts) {
  std::vector<Pattern> patterns;
  for (const auto& text : texts) patterns.emplace_back(text);
  return patterns;
}

// `texts` are the patterns as written in the configuration.
bool is_skipped(const std::string& subject, const std::vector<Pattern>& patterns,
                const std::vector<std::string>& texts) {
  for (size_t i = 0; i < patterns.size(); ++i) {
    try {
      if (patterns[i].is_surely_in(subject)) return true;
    } catch (const PatternError& error) {
      throw Error(ExitCode::invalid,
                  fmt::format("the pattern '{}' of the changelog's `skip` cannot be matched against '{}': {}",
                              texts[i], subject, error.what()))
          .hint("write a pattern without nested repetitions such as (a+)+");
    }
  }
  return false;
}

}  // namespace

Change change_naming(const git::Commit& commit, const std::string& ref) {
  const bool says_more = !ref.empty() && !commit.id.starts_with(ref);
  return change_of(commit, fmt::format("built from commit {}{}", commit.id,
                                       says_more ? fmt::format(" (ref {})", cleaned(ref)) : ""));
}

std::vector<Change> changes_of(const std::vector<git::Commit>& commits,
                               const std::vector<std::string>& skip) {
  const std::vector<Pattern> patterns = patterns_of(skip);
  std::vector<Change> changes;
  for (const auto& commit : commits) {
    const std::string subject = cleaned(commit.subject);
    const bool is_left_out =
        commit.parents.size() > 1 || subject.empty() || is_skipped(subject, patterns, skip);
    if (!is_left_out) changes.push_back(change_of(commit, text_of(commit)));
  }
  return changes;
}

std::string changelog_entries(const std::vector<Change>& changes, const std::string& evr,
                              int64_t not_before) {
  struct Entry {
    int64_t day;
    std::string author;
    std::string lines;
  };
  const int64_t earliest = (std::clamp(not_before, int64_t{0}, k_last_changelog_day) + k_noon - 1) / k_day;
  std::vector<Entry> entries;
  for (const auto& change : changes) {
    const int64_t day = std::clamp(std::max(change.time / k_day, earliest), k_first_day, k_last_day);
    const std::string author = author_of(change);
    auto entry = std::find_if(entries.begin(), entries.end(),
                              [&](const Entry& known) { return known.day == day && known.author == author; });
    if (entry == entries.end()) entry = entries.insert(entry, {day, author, ""});
    entry->lines += "- " + spec::escape_macros(change.text) + "\n";
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const Entry& a, const Entry& b) { return a.day > b.day; });
  std::string text;
  for (const auto& entry : entries)
    text += fmt::format("{}* {:%a %b %d %Y} {} - {}\n{}", text.empty() ? "" : "\n",
                        fmt::gmtime(entry.day * k_day), spec::escape_macros(entry.author), evr, entry.lines);
  return text;
}

}  // namespace rpmworks::srpm
