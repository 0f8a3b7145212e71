// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/trailers.hpp"

#include <strings.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "core/text.hpp"
#include "git/commit_trailers.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_none = std::string_view::npos;
constexpr std::string_view k_blanks = " \t\n\v\f\r";

bool is_blank_line(std::string_view line) {
  return line.find_first_not_of(k_blanks) == k_none;
}

std::string_view rtrim(std::string_view text) {
  const size_t last = text.find_last_not_of(k_blanks);
  return text.substr(0, last == k_none ? 0 : last + 1);
}

// The position of ':' in "Key: value"; nothing for other lines.
std::optional<size_t> separator_in(std::string_view line) {
  bool had_blank = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == ':') return i > 0 ? std::optional(i) : std::nullopt;
    if (!had_blank && (std::isalnum(static_cast<unsigned char>(c)) || c == '-')) continue;
    if (i == 0 || (c != ' ' && c != '\t')) return std::nullopt;
    had_blank = true;
  }
  return std::nullopt;
}

bool is_of_git(std::string_view line) {
  return line.starts_with("Signed-off-by: ") || line.starts_with("(cherry picked from commit ");
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// The first line of the last paragraph if it consists of trailers, or if a quarter of it does and one is
// git's own.
size_t first_trailer(const std::vector<std::string_view>& lines) {
  size_t title_end = 0;
  while (title_end < lines.size() && (lines[title_end].starts_with('#') || !is_blank_line(lines[title_end])))
    ++title_end;
  size_t trailers = 0, others = 0, continued = 0;
  bool is_gits = false, only_blanks = true;
  for (size_t i = lines.size(); i-- > title_end;) {
    const std::string_view line = lines[i];
    if (line.starts_with('#')) {
      others += continued;
      continued = 0;
      continue;
    }
    if (is_blank_line(line)) {
      if (only_blanks) continue;
      others += continued;
      const bool is_block = (is_gits && trailers * 3 >= others) || (trailers > 0 && others == 0);
      return is_block ? i + 1 : lines.size();
    }
    only_blanks = false;
    const bool starts_blank = k_blanks.find(line.front()) != k_none;
    if (is_of_git(line) || (!starts_blank && separator_in(line))) {
      is_gits |= is_of_git(line);
      ++trailers;
      continued = 0;
    } else if (starts_blank) {
      ++continued;
    } else {
      others += 1 + continued;
      continued = 0;
    }
  }
  return lines.size();
}

// Comments and blank lines at the end are ignored.
std::vector<std::string_view> lines_without_end(std::string_view message) {
  auto lines = lines_of(message);
  while (!lines.empty() && (is_blank_line(lines.back()) || lines.back().starts_with('#'))) lines.pop_back();
  return lines;
}

std::string unfolded(std::string_view value) {
  std::string out;
  for (size_t i = 0; i < value.size(); ++i) {
    if (value[i] != '\n') {
      out += value[i];
      continue;
    }
    while (i + 1 < value.size() && k_blanks.find(value[i + 1]) != k_none) ++i;
    out += ' ';
  }
  return std::string(trim(out));
}

bool is_wanted(std::string_view key, const TrailerOptions& options) {
  return options.keys.empty() ||
         std::any_of(options.keys.begin(), options.keys.end(), [&](const auto& wanted) {
           return wanted.size() == key.size() && ::strncasecmp(wanted.data(), key.data(), key.size()) == 0;
         });
}

void add(std::string& out, std::string_view trailer, const TrailerOptions& options) {
  const auto separator = separator_in(trailer);
  const auto separate = [&] {
    if (options.separator && !out.empty()) out += *options.separator;
  };
  if (!separator) {
    if (options.only) return;
    separate();
    out += trailer;
    if (options.separator) out = rtrim(out);
    return;
  }
  const std::string_view key = trim(trailer.substr(0, *separator));
  if (!is_wanted(key, options)) return;
  std::string value(trim(trailer.substr(*separator + 1)));
  if (options.unfold) value = unfolded(value);
  separate();
  if (!options.value_only) out += key;
  if (!options.key_only && !options.value_only) out += options.key_value_separator.value_or(": ");
  if (!options.key_only) out += value;
  if (!options.separator) out += '\n';
}

// An option value with %n and %xNN expanded.
std::string literal(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto digit = [&](size_t at) {
      return at < text.size() && std::isxdigit(static_cast<unsigned char>(text[at]));
    };
    if (text[i] != '%') {
      out += text[i];
    } else if (text.substr(i + 1).starts_with('n')) {
      out += '\n';
      ++i;
    } else if (text.substr(i + 1).starts_with('x') && digit(i + 2) && digit(i + 3)) {
      out += static_cast<char>(std::stoi(std::string(text.substr(i + 2, 2)), nullptr, 16));
      i += 3;
    } else {
      out += '%';
      if (text.substr(i + 1).starts_with('%')) ++i;
    }
  }
  return out;
}

std::optional<bool> boolean(std::string_view value) {
  const std::string text(value);
  for (const char* const yes : {"true", "yes", "on", "1"})
    if (::strcasecmp(text.c_str(), yes) == 0) return true;
  for (const char* const no : {"false", "no", "off", "0", ""})
    if (::strcasecmp(text.c_str(), no) == 0) return false;
  return std::nullopt;
}

bool take_option(std::string_view option, TrailerOptions& options, std::optional<bool>& only) {
  const size_t equals = option.find('=');
  const std::string_view name = option.substr(0, equals);
  const std::string_view value = equals == k_none ? std::string_view() : option.substr(equals + 1);
  const auto flag = equals == k_none ? std::optional(true) : boolean(value);
  if (equals != k_none && name == "key") {
    std::string_view key = value;
    if (key.ends_with(':')) key.remove_suffix(1);
    options.keys.emplace_back(key);
    return true;
  }
  if (equals != k_none && name == "separator") {
    options.separator = literal(value);
    return true;
  }
  if (equals != k_none && name == "key_value_separator") {
    options.key_value_separator = literal(value);
    return true;
  }
  if (!flag) return false;
  if (name == "only")
    only = *flag;
  else if (name == "unfold")
    options.unfold = *flag;
  else if (name == "keyonly")
    options.key_only = *flag;
  else if (name == "valueonly")
    options.value_only = *flag;
  else
    return false;
  return true;
}

}  // namespace

size_t read_trailer_options(std::string_view text, TrailerOptions& options) {
  constexpr std::string_view k_name = "(trailers";
  const size_t end = text.find(')');
  if (!text.starts_with(k_name) || end == k_none) return 0;
  std::string_view given = text.substr(k_name.size(), end - k_name.size());
  std::optional<bool> only;
  if (!given.empty() && given.front() != ':') return 0;
  if (!given.empty()) given.remove_prefix(1);
  for (const auto& option : given.empty() ? std::vector<std::string>{} : split(given, ','))
    if (!take_option(option, options, only)) return 0;
  options.only = only.value_or(!options.keys.empty());
  return end + 1;
}

std::string trailers_of(std::string_view message, const TrailerOptions& options, size_t limit) {
  const auto lines = lines_without_end(message);
  const size_t first = first_trailer(lines);
  std::string out;
  const bool as_it_is = !options.only && !options.unfold && options.keys.empty() && !options.separator &&
                        !options.key_only && !options.value_only && !options.key_value_separator;
  std::vector<std::string> trailers;
  for (size_t i = first; i < lines.size(); ++i) {
    if (as_it_is) out += lines[i];
    if (lines[i].starts_with('#')) continue;
    const bool continues =
        k_blanks.find(lines[i].front()) != k_none && !trailers.empty() && separator_in(trailers.back());
    if (continues)
      trailers.back() += lines[i];
    else
      trailers.emplace_back(lines[i]);
  }
  if (as_it_is) return out;
  for (const auto& trailer : trailers)
    if (out.size() <= limit) add(out, trailer, options);
  return out;
}

bool Trailer::has_key(std::string_view wanted) const {
  return wanted.size() == key.size() && ::strncasecmp(wanted.data(), key.data(), key.size()) == 0;
}

std::vector<Trailer> trailers_in(std::string_view message) {
  const auto lines = lines_without_end(message);
  std::vector<Trailer> trailers;
  bool is_continued = false;
  for (size_t i = first_trailer(lines); i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with('#')) continue;
    if (k_blanks.find(line.front()) != k_none) {
      if (is_continued) trailers.back().value += line;
      continue;
    }
    const auto separator = separator_in(line);
    is_continued = separator.has_value();
    if (separator)
      trailers.push_back({.key = std::string(trim(line.substr(0, *separator))),
                          .value = std::string(line.substr(*separator + 1)),
                          .line = static_cast<int>(i) + 1});
  }
  for (auto& trailer : trailers) trailer.value = unfolded(trim(trailer.value));
  return trailers;
}

std::string_view without_trailers(std::string_view message) {
  const auto lines = lines_without_end(message);
  const size_t first = first_trailer(lines);
  size_t size = 0;
  for (size_t i = 0; i < first; ++i) size += lines[i].size();
  return rtrim(message.substr(0, size));
}

}  // namespace rpmworks::git
