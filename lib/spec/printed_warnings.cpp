// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/printed_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "core/text.hpp"
#include "spec/text.hpp"

namespace rpmworks::spec {

namespace {

constexpr size_t k_most_printed = 3;

bool runs_command(std::string_view line) {
  const std::string_view code = trim(line);
  return !code.starts_with('#') &&
         (code.find("%(") != std::string_view::npos || code.find("%{lua:") != std::string_view::npos);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : std::string(text) + " ") {
    if (std::isalnum(static_cast<unsigned char>(c)) ||
        std::string_view("_./-").find(c) != std::string::npos) {
      word += c;
    } else {
      if (word.size() >= 3) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

// The only line that runs a command, or the only such line that contains some word of the message; 0 if there
// are several.
int line_of(const std::string& message, const std::vector<Line>& running) {
  if (running.size() == 1) return running.front().number;
  int found = 0;
  for (const auto& word : words_of(message)) {
    const auto has_word = [&](const Line& line) { return line.content.find(word) != std::string_view::npos; };
    if (std::ranges::count_if(running, has_word) != 1) continue;
    const int number = std::ranges::find_if(running, has_word)->number;
    if (found != 0 && found != number) return 0;
    found = number;
  }
  return found;
}

}  // namespace

std::vector<std::string> printed_warnings(const std::vector<std::string>& printed,
                                          const std::string& spec_text) {
  if (printed.empty()) return {};
  std::vector<Line> running;
  for (const auto& line : lines_of(spec_text))
    if (runs_command(line.content)) running.push_back(line);
  std::vector<std::string> warnings;
  for (size_t i = 0; i < std::min(printed.size(), k_most_printed); ++i) {
    const int line = line_of(printed[i], running);
    warnings.push_back(
        fmt::format("{}the spec's commands: {}", line ? fmt::format("line {}: ", line) : "", printed[i]));
  }
  if (printed.size() > k_most_printed)
    warnings.push_back(fmt::format("the spec's commands: {} on stderr",
                                   counted(printed.size() - k_most_printed, "more line")));
  return warnings;
}

}  // namespace rpmworks::spec
