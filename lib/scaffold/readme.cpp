// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/readme.hpp"

#include <cctype>
#include <vector>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_longest = 80;  // what rpmlint allows a Summary

// Images and badges go; of [text](link) the text stays.
std::string without_marks(std::string_view line) {
  std::string plain;
  while (line.starts_with('#') || line.starts_with('=')) line.remove_prefix(1);
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '!' && line.substr(i + 1).starts_with('[')) {
      const size_t end = line.find(')', i);
      if (end == std::string_view::npos) return {};
      i = end;
    } else if (c == ']' && line.substr(i + 1).starts_with('(')) {
      const size_t end = line.find(')', i);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (std::string_view("[]`*").find(c) == std::string_view::npos) {
      plain += c;
    }
  }
  return std::string(trim(plain));
}

// A rule, an underline, a comment, a directive or a tag.
bool is_decoration(std::string_view line) {
  if (line.starts_with("..") || line.starts_with('<') || line.starts_with("---")) return true;
  return line.find_first_not_of("=-~^*#_+` ") == std::string_view::npos;
}

std::string folded(std::string_view text) {
  std::string letters;
  for (const char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

std::string first_sentence(const std::string& text) {
  const size_t stop = text.find(". ");
  return stop == std::string::npos ? text : text.substr(0, stop);
}

// "name - what it is", "name: what it is" → "what it is"
std::string without_name(const std::string& line, std::string_view name) {
  for (const std::string_view dash : {" - ", " – ", " — ", ": "}) {
    const size_t at = line.find(dash);
    if (at != std::string::npos && folded(line.substr(0, at)) == folded(name))
      return line.substr(at + dash.size());
  }
  return line;
}

// rpm takes no other encoding: what is not UTF-8 becomes '?', a byte at a time.
std::string utf8(std::string_view text) {
  std::string valid;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xC2 ? 0
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                          : lead < 0xF5 ? 4
                                        : 0;
    const std::string_view letter = text.substr(i, length);
    bool is_whole = length > 0 && letter.size() == length;
    for (size_t k = 1; is_whole && k < length; ++k)
      is_whole = (static_cast<unsigned char>(letter[k]) & 0xC0) == 0x80;
    valid += is_whole ? letter : "?";
    i += is_whole ? length : 1;
  }
  return valid;
}

}  // namespace

std::string summary_of_readme(std::string_view text, std::string_view name) {
  std::string paragraph;
  for (const auto& raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (line.empty() && !paragraph.empty()) break;
    if (is_decoration(line)) {
      if (!paragraph.empty()) break;  // the underline of a heading
      continue;
    }
    const std::string plain = without_marks(line);
    if (plain.empty() || (paragraph.empty() && folded(plain) == folded(name))) continue;
    paragraph += (paragraph.empty() ? "" : " ") + plain;
    if (line.starts_with('#')) break;
  }
  return first_sentence(without_name(paragraph, name));
}

std::string tidy_summary(std::string_view text) {
  std::string line;
  for (const char c : utf8(trim(text))) {
    const bool is_blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
    if (!is_blank)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.size() > k_longest) {
    size_t end = line.rfind(' ', k_longest);
    if (end == std::string::npos || end == 0) {
      end = k_longest;
      while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;  // inside a character
    }
    line.erase(end);
  }
  while (!line.empty() && std::string_view(" .,;:\\").find(line.back()) != std::string_view::npos)
    line.pop_back();
  if (!line.empty()) line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(line[0])));
  return line;
}

}  // namespace rpmworks::scaffold
