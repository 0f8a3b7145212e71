// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/secrets.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace rpmworks {

namespace {

constexpr std::string_view k_mask = "***";
constexpr std::string_view k_url_ends = " \t\n\r\"'<>`";

struct Span {
  size_t begin;
  size_t end;
};

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_of_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
}

// Normalizes a name: "Private-Token" becomes "private_token".
std::string plain(std::string_view name) {
  std::string out(name);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '-' || c == '.') c = '_';
  }
  return out;
}

bool names_secret(std::string_view name) {
  static constexpr std::array<std::string_view, 7> k_ends = {"token",  "password", "passwd", "passphrase",
                                                             "secret", "apikey",   "api_key"};
  const std::string text = plain(name);
  return text == "pass" || text == "pwd" ||
         std::ranges::any_of(k_ends, [&](std::string_view end) { return text.ends_with(end); });
}

// Whether a URL parameter holds a secret. Knows the parameters of object stores and web services too.
bool names_secret_parameter(std::string_view name) {
  static constexpr std::array<std::string_view, 6> k_whole = {
      "sig", "key", "auth", "authorization", "access_key_id", "awsaccesskeyid"};
  const std::string text = plain(name);
  return names_secret(name) || text.ends_with("signature") || text.ends_with("credential") ||
         std::ranges::find(k_whole, text) != k_whole.end();
}

size_t end_of(std::string_view text, std::string_view ends, size_t from) {
  return std::min(text.find_first_of(ends, from), text.size());
}

// A password may contain '/', '?', '#' or a blank without an escape, so the URL does not end where it seems
// to. Then everything up to the last '@' of the quoted text is secret. A number after the ':' is a port.
void add_unencoded(std::string_view text, size_t begin, size_t end, std::vector<Span>& spans) {
  const size_t colon = text.find(':', begin);
  if (colon == std::string_view::npos || colon + 1 >= end || text[begin] == '[') return;
  const std::string_view first = text.substr(colon + 1, end - colon - 1);
  if (first.find_first_not_of("0123456789") == std::string_view::npos) return;
  const size_t at = text.substr(0, end_of(text, "\"'\n", end)).rfind('@');
  if (at != std::string_view::npos && at > colon) spans.push_back({begin, at});
}

// Adds the user and password of the URL whose "://" is at `colon`.
void add_user(std::string_view text, size_t colon, std::vector<Span>& spans) {
  if (colon == 0 || !is_of_name(text[colon - 1])) return;
  const size_t begin = colon + 3;
  const size_t end = std::min(end_of(text, "/?#", begin), end_of(text, k_url_ends, begin));
  const size_t at = text.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at <= begin) return add_unencoded(text, begin, end, spans);
  // For ssh and git's own protocol, the user's name is part of the address and not a secret.
  const bool has_name = text.substr(0, colon).ends_with("ssh") || text.substr(0, colon).ends_with("git");
  if (!has_name) return spans.push_back({begin, at});
  const size_t password = text.find(':', begin);
  if (password < at) spans.push_back({password + 1, at});
}

// Adds the value of the parameter whose '=' is at `equals`.
void add_parameter(std::string_view text, size_t equals, std::vector<Span>& spans) {
  size_t name = equals;
  while (name > 0 && is_of_name(text[name - 1])) --name;
  if (name == 0 || name == equals || std::string_view("?&;#").find(text[name - 1]) == std::string_view::npos)
    return;
  if (!names_secret_parameter(text.substr(name, equals - name))) return;
  const size_t end = std::min(end_of(text, "&;#", equals), end_of(text, k_url_ends, equals));
  if (end > equals + 1) spans.push_back({equals + 1, end});
}

// Adds the value of the YAML key whose ':' is at `colon`.
void add_value(std::string_view text, size_t colon, std::vector<Span>& spans) {
  if (colon + 1 >= text.size() || (text[colon + 1] != ' ' && text[colon + 1] != '\t')) return;
  size_t name_end = colon;
  if (name_end > 0 && (text[name_end - 1] == '"' || text[name_end - 1] == '\'')) --name_end;
  size_t name = name_end;
  while (name > 0 && is_of_name(text[name - 1])) --name;
  if (!names_secret(text.substr(name, name_end - name))) return;
  size_t begin = text.find_first_not_of(" \t", colon + 1);
  if (begin == std::string_view::npos) return;
  const char quote = text[begin];
  size_t end = text.size();
  if (quote == '"' || quote == '\'')
    end = std::min(text.find(quote, ++begin), text.size());
  else
    end = std::min({end_of(text, ",}", begin), text.find(" #", begin), text.size()});
  if (end > begin) spans.push_back({begin, end});
}

std::vector<Span> secrets_in(std::string_view text, bool of_file) {
  std::vector<Span> spans;
  for (size_t i = text.find_first_of(":="); i != std::string_view::npos;
       i = text.find_first_of(":=", i + 1)) {
    if (text[i] == '=')
      add_parameter(text, i, spans);
    else if (text.substr(i, 3) == "://")
      add_user(text, i, spans);
    else if (of_file)
      add_value(text, i, spans);
  }
  std::ranges::sort(spans, {}, &Span::begin);
  return spans;
}

std::string masked(std::string_view text, bool of_file, int& column) {
  std::string out;
  size_t done = 0;
  const auto place = static_cast<size_t>(std::max(column, 1) - 1);
  std::int64_t moved = 0;
  for (const auto& span : secrets_in(text, of_file)) {
    if (span.end <= done) continue;  // inside the previous span
    const size_t begin = std::max(span.begin, done);
    out.append(text.substr(done, begin - done)).append(k_mask);
    if (place >= span.end)
      moved += static_cast<std::int64_t>(k_mask.size()) - static_cast<std::int64_t>(span.end - begin);
    else if (place > begin)
      moved -= static_cast<std::int64_t>(place - begin);
    done = span.end;
  }
  out.append(text.substr(done));
  column += static_cast<int>(moved);
  return out;
}

}  // namespace

std::string redacted(std::string_view text) {
  int nowhere = 0;
  return masked(text, false, nowhere);
}

std::string redacted_line(std::string_view line, int& column) {
  return masked(line, true, column);
}

bool has_secrets(std::string_view text) {
  return text.find("://") != std::string_view::npos && !secrets_in(text, false).empty();
}

}  // namespace rpmworks
