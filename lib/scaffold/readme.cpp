// SPDX-License-Identifier: GPL-3.0-or-later
#include "scaffold/readme.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "core/text.hpp"

namespace rpmworks::scaffold {

namespace {

constexpr size_t k_longest = 80;  // rpmlint's limit for a Summary

// Removes markup, images and badges; keeps the text of [text](link) and [text][reference].
std::string without_marks(std::string_view line) {
  std::string plain;
  while (line.starts_with('#') || line.starts_with('=')) line.remove_prefix(1);
  bool is_in_tag = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const std::string_view rest = line.substr(i + 1);
    if (is_in_tag) {
      is_in_tag = c != '>';
    } else if (c == '<' && !rest.empty() &&
               (std::isalpha(static_cast<unsigned char>(rest[0])) || rest[0] == '/')) {
      is_in_tag = true;
    } else if (c == '!' && rest.starts_with('[')) {
      const size_t bracket = line.find(']', i);
      if (bracket == std::string_view::npos) return {};
      const char after = bracket + 1 < line.size() ? line[bracket + 1] : '\0';
      const char closing = after == '(' ? ')' : ']';
      const size_t end = after == '(' || after == '[' ? line.find(closing, bracket + 1) : bracket;
      if (end == std::string_view::npos) return {};
      i = end;
    } else if (c == ']' && (rest.starts_with('(') || rest.starts_with('['))) {
      const size_t end = line.find(rest.front() == '(' ? ')' : ']', i + 1);
      if (end == std::string_view::npos) break;
      i = end;
    } else if (std::string_view("[]`*").find(c) == std::string_view::npos) {
      plain += c;
    }
  }
  return std::string(trim(plain));
}

// Whether a line is a horizontal rule, an underline, a directive, or a link definition.
bool is_decoration(std::string_view line) {
  if (line.starts_with("..") || line.starts_with("---") || line.starts_with(':') || line.starts_with("```"))
    return true;
  if (line.starts_with('[') && line.find("]:") != std::string_view::npos) return true;
  return line.find_first_not_of("=-~^*#_+` ") == std::string_view::npos;
}

bool is_underline(std::string_view line) {
  return line.size() > 2 && line.find_first_not_of("=-~^*#") == std::string_view::npos;
}

// The text without <!-- … -->, which may span several lines.
std::string without_html_comments(std::string_view text) {
  std::string rest;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find("<!--", at);
    rest += text.substr(at, begin == std::string_view::npos ? begin : begin - at);
    if (begin == std::string_view::npos) break;
    const size_t end = text.find("-->", begin);
    if (end == std::string_view::npos) break;
    at = end + 3;
  }
  return rest;
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
  for (const std::string_view dash : {" - ", " -- ", " – ", " — ", ": "}) {
    const size_t at = line.find(dash);
    if (at != std::string::npos && folded(line.substr(0, at)) == folded(name))
      return line.substr(at + dash.size());
  }
  return line;
}

// A heading or a paragraph, joined to one line.
struct Block {
  std::string text;
  bool is_heading = false;
};

std::vector<Block> blocks_of(std::string_view text) {
  constexpr size_t k_most = 40;
  std::vector<Block> blocks;
  Block block;
  const auto end = [&] {
    if (!block.text.empty()) blocks.push_back(std::move(block));
    block = {};
  };
  bool is_code = false;
  for (const auto& raw : split(text, '\n')) {
    if (blocks.size() > k_most) break;
    const std::string_view line = trim(raw);
    if (line.starts_with("```")) is_code = !is_code;
    if (is_code) continue;
    if (is_underline(line) && !block.text.empty()) block.is_heading = true;
    if (line.empty() || is_decoration(line) || line.starts_with('#')) end();
    if (line.empty() || is_decoration(line)) continue;
    const std::string plain = without_marks(line);
    if (!plain.empty()) block.text += (block.text.empty() ? "" : " ") + plain;
    if (!line.starts_with('#')) continue;
    block.is_heading = true;
    end();
  }
  end();
  return blocks;
}

size_t words_in(std::string_view text) {
  size_t count = 0;
  for (const auto& word : split(text, ' ')) count += !folded(word).empty();
  return count;
}

// Whether a heading is generic, such as "Overview".
bool is_usual_heading(std::string_view text) {
  for (const std::string_view word : {"overview",        "introduction",   "about",      "description",
                                      "readme",          "whatisit",       "what",       "install",
                                      "installation",    "license",        "licence",    "usage",
                                      "features",        "gettingstarted", "quickstart", "contents",
                                      "tableofcontents", "build",          "building",   "documentation",
                                      "status",          "requirements",   "news",       "contributing"})
    if (folded(text) == word || (folded(text).starts_with(word) && words_in(text) < 4)) return true;
  return false;
}

// Whether a paragraph describes the project, not its authors or its license.
bool is_prose(const std::string& text) {
  const std::string letters = folded(text);
  for (const std::string_view word :
       {"warranty", "copyright", "licence", "license", "thisrepository", "pleasesee", "deprecated", "http"})
    if (letters.find(word) != std::string::npos && letters.find(word) < 120) return false;
  return !letters.starts_with("by") && !text.starts_with("- ") && !text.starts_with("| ") &&
         !text.starts_with("$ ") && !text.starts_with("* ");
}

// "NAME is a tool that says hello" → "tool that says hello"; nothing if the text does not start like that.
std::optional<std::string> definition_of(const std::string& text, std::string_view name) {
  size_t at = text.starts_with("The ") ? 4 : 0;
  const size_t end = text.find(' ', at);
  // The name may have several words: take words until they have as many letters as the name.
  size_t stop = end;
  while (stop != std::string::npos && folded(text.substr(at, stop - at)).size() < folded(name).size())
    stop = text.find(' ', stop + 1);
  if (name.empty() || stop == std::string::npos || folded(text.substr(at, stop - at)) != folded(name))
    return std::nullopt;
  at = stop + 1;
  if (text.substr(at).starts_with('(')) {
    at = text.find(") ", at);
    if (at == std::string::npos) return std::nullopt;
    at += 2;
  }
  const std::string_view rest = std::string_view(text).substr(at);
  for (const std::string_view verb :
       {"is an ", "is a ", "is the ", "is ", "are ", "provides an ", "provides a ", "provides ",
        "implements an ", "implements a ", "implements "})
    if (rest.starts_with(verb)) return std::string(rest.substr(verb.size()));
  return std::nullopt;
}

// Removes words such as "the" and "of" from the end of a line that was cut.
void drop_hanging_words(std::string& line) {
  for (bool again = true; again;) {
    again = false;
    while (!line.empty() && std::string_view(" .,;:(-").find(line.back()) != std::string_view::npos)
      line.pop_back();
    for (const std::string_view word :
         {" and", " or", " of", " for", " with", " the", " a", " an", " to", " in", " on", " by", " from",
          " as", " that", " which", " is", " are", " while"})
      if (line.ends_with(word)) {
        line.erase(line.size() - word.size());
        again = true;
      }
  }
}

// rpm accepts only UTF-8. Each byte that is not part of valid UTF-8 becomes '?'.
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
  const auto blocks = blocks_of(without_html_comments(utf8(text)));
  for (size_t i = 0; i < std::min<size_t>(blocks.size(), 2); ++i) {
    const std::string rest = without_name(blocks[i].text, name);
    const bool is_title =
        blocks[i].is_heading && words_in(rest) > 1 && !is_usual_heading(rest) && is_prose(rest);
    if (rest != blocks[i].text || is_title) return first_sentence(rest);
    if (folded(rest) != folded(name) && !blocks[i].is_heading) break;  // a title cannot follow a paragraph
  }
  for (const auto& block : blocks)
    if (const auto said = block.is_heading ? std::nullopt : definition_of(block.text, name))
      return first_sentence(*said);
  for (const size_t least : {size_t{3}, size_t{2}})
    for (const auto& block : blocks)
      if (!block.is_heading && words_in(block.text) >= least && is_prose(block.text))
        return first_sentence(block.text);
  return {};
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
      while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;  // UTF-8 tail byte
    }
    line.erase(end);
    drop_hanging_words(line);
  }
  while (!line.empty() && std::string_view(" .,;:\\").find(line.back()) != std::string_view::npos)
    line.pop_back();
  if (!line.empty()) line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(line[0])));
  return line;
}

}  // namespace rpmworks::scaffold
