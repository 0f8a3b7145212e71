// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

#include "core/text.hpp"
#include "rpm/spec_session.hpp"

namespace rpmworks::rpm {

namespace {

struct Place {
  int line = 0;
  std::string what;  // the message without its position
};

int leading_number(std::string_view text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc() && end != text.data() ? number : 0;
}

// rpm shows lines in two forms: "line 6: Unknown tag: …" and "/path/to/x.spec:6: bad %if condition".
std::optional<Place> place_in(const std::string& message, const fs::path& spec) {
  for (const std::string& prefix : {std::string("line "), spec.string() + ": line ", spec.string() + ":"}) {
    if (!message.starts_with(prefix)) continue;
    const std::string_view rest = std::string_view(message).substr(prefix.size());
    const size_t colon = rest.find(':');
    const int line = leading_number(rest);
    if (line == 0 || colon == std::string_view::npos) continue;
    return Place{line, std::string(trim(rest.substr(colon + 1)))};
  }
  return std::nullopt;
}

std::string line_of(const fs::path& file, int number) {
  std::error_code failure;
  if (number <= 0 || !fs::is_regular_file(file, failure)) return {};
  const auto lines = split(read_file(file), '\n');
  return static_cast<size_t>(number) <= lines.size() ? lines[static_cast<size_t>(number) - 1] : "";
}

bool starts_with_word(std::string_view line, std::string_view word) {
  return line.size() >= word.size() && std::equal(word.begin(), word.end(), line.begin(), [](char a, char b) {
           return a == std::tolower(static_cast<unsigned char>(b));
         });
}

}  // namespace

Error spec_error(const fs::path& spec, const std::string& doing, const std::vector<Message>& messages) {
  std::vector<std::string> notes;
  std::optional<Place> place;
  std::string first;
  for (const auto& message : messages) {
    notes.push_back(message.is_error ? message.text : "warning: " + message.text);
    if (!message.is_error) continue;
    if (first.empty()) first = message.text;
    if (!place) place = place_in(message.text, spec);
  }
  std::string what = place ? place->what : first;
  if (what.empty()) what = "rpm gives no reason";
  // A single message is already the headline.
  if (notes.size() == 1) notes.clear();
  if (what == "No compatible architectures found for build")
    notes.emplace_back("its BuildArch has only architectures that this target does not support");
  const int line = place ? place->line : 0;
  return Error(ExitCode::invalid, fmt::format("{}: {}", doing, what))
      .at({.file = spec.string(), .line = line, .text = line_of(spec, line)})
      .notes(std::move(notes));
}

SourceLines::SourceLines(std::string_view spec_text) {
  int number_of_line = 0;
  int last_source = -1;
  int last_patch = -1;
  for (const std::string& written : split(spec_text, '\n')) {
    ++number_of_line;
    std::string_view line = trim(written);
    const bool is_source = starts_with_word(line, "source");
    if (!is_source && !starts_with_word(line, "patch")) continue;
    line.remove_prefix(is_source ? 6 : 5);
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view digits = trim(line.substr(0, colon));
    if (!std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; })) continue;
    int& last = is_source ? last_source : last_patch;
    const int number = digits.empty() ? last + 1 : leading_number(digits);
    last = std::max(last, number);
    m_entries.push_back({is_source ? SpecSource::Kind::source : SpecSource::Kind::patch, number,
                         number_of_line, std::string(trim(line.substr(colon + 1)))});
  }
}

int SourceLines::find(SpecSource::Kind kind, int number, const std::string& value) const {
  int by_number = 0;
  for (const auto& entry : m_entries) {
    if (entry.kind != kind) continue;
    if (entry.value == value) return entry.line;
    // With %if branches a number can occur several times; the first line is good enough for a message.
    if (entry.number == number && by_number == 0) by_number = entry.line;
  }
  return by_number;
}

}  // namespace rpmworks::rpm
