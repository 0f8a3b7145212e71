// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "config/duration.hpp"
#include "core/text.hpp"

namespace rpmworks::config {

namespace {

bool is_alnum(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 && static_cast<unsigned char>(c) < 0x80;
}
bool is_hex(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool is_name(std::string_view text) {
  return !text.empty() && is_alnum(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '+' || c == '-';
  });
}

Error wrong(const Located<std::string>& text, const std::string& what, const std::string& why) {
  return Error(ExitCode::invalid, fmt::format("{} {}", what, why)).at(text.where);
}

// Blanks are allowed inside a path, but one at its end is an invisible mistake.
void require_plain(const Located<std::string>& text, const std::string& what) {
  if (text->empty()) throw wrong(text, what, "is empty");
  if (text->find('\n') != std::string::npos || is_blank(text->front()) || is_blank(text->back()))
    throw wrong(text, what, "starts or ends with a blank, or has more than one line");
}

void require_unexpanded(const Located<std::string>& text, const std::string& what) {
  require_plain(text, what);
  if (text->front() == '~')
    throw wrong(text, what, fmt::format("is {}, but '~' is not expanded", shown(*text)))
        .hint("write the full path, or a path relative to this file");
  const size_t dollar = text->find('$');
  if (dollar == std::string::npos || dollar + 1 == text->size()) return;
  const char next = (*text)[dollar + 1];
  if (is_alnum(next) || next == '{' || next == '_')
    throw wrong(text, what, fmt::format("is {}, but variables are not expanded", shown(*text)))
        .hint("write the value: a release must not depend on who makes it");
}

std::string without_slashes_at_end(std::string text) {
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

std::string absolute(const std::string& text, const fs::path& base) {
  return without_slashes_at_end((base / text).lexically_normal().string());
}

/// "https" of "https://x"; empty when there is none.
std::string_view scheme_of(std::string_view url) {
  const size_t end = url.find("://");
  if (end == std::string_view::npos || end == 0) return {};
  const std::string_view scheme = url.substr(0, end);
  const bool good = std::all_of(scheme.begin(), scheme.end(),
                                [](char c) { return is_alnum(c) || c == '+' || c == '-' || c == '.'; });
  return good ? scheme : std::string_view();
}

// The error in the part after the scheme; empty if there is none.
std::string fault_of_url(std::string_view scheme, std::string_view url) {
  const std::string_view rest = url.substr(scheme.size() + 3);
  if (std::any_of(rest.begin(), rest.end(), is_blank)) return "contains a blank";
  if (scheme == "file") return rest.starts_with('/') ? "" : "needs an absolute path after file://";
  if (rest.empty() || rest.front() == '/' || rest.front() == '-') return "has no host";
  return {};
}

// Whether every release contains a file of this name beside its sections.
bool is_file_of_release(std::string_view name) {
  return name.starts_with("manifest.") || name == "index.html" || name == "packages.yaml" ||
         name.starts_with("RPM-GPG-KEY-") || name.ends_with(".repo");
}

// Whether a release may have a folder of this name beside its sections.
bool is_folder_of_release(std::string_view name) {
  return name == "buildroots" || name == "provenance";
}

void require_digits(const Located<std::string>& text, const std::string& digits, size_t count,
                    const std::string& what, const std::string& hint) {
  if (digits.size() == count && std::all_of(digits.begin(), digits.end(), is_hex)) return;
  throw wrong(text, what, fmt::format("is {}, not {} hexadecimal digits", shown(*text), count)).hint(hint);
}

}  // namespace

std::string shown(std::string_view text) {
  constexpr size_t k_width = 80;
  std::string out;
  for (const char c : text.substr(0, k_width))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
  // A truncated UTF-8 character would be invalid.
  while (text.size() > k_width && !out.empty() && static_cast<unsigned char>(out.back()) >= 0x80)
    out.pop_back();
  return fmt::format("'{}{}'", out, text.size() > k_width ? "…" : "");
}

std::string require_name(const Located<std::string>& name, const std::string& what) {
  if (is_name(*name)) return *name;
  throw wrong(name, what, fmt::format("is {}", shown(*name)))
      .hint("use letters, digits, '.', '_', '+' and '-'; start with a letter or a digit");
}

std::string require_fingerprint(const Located<std::string>& text, const std::string& what) {
  std::string digits;
  for (const char c : *text)
    if (!is_blank(c)) digits += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const bool is_key_id = digits.size() == 8 || digits.size() == 16;
  require_digits(text, digits, 40, what,
                 is_key_id ? "a short key id can be forged; gpg --homedir DIR --list-keys --with-fingerprint "
                             "prints the full fingerprint"
                           : "gpg --homedir DIR --list-keys --with-fingerprint prints it");
  return digits;
}

std::chrono::seconds require_duration(const Located<std::string>& text, const std::string& what,
                                      std::string_view longest, std::string_view example) {
  const auto time = parse_duration(*text);
  if (time && *time <= parse_duration(longest)) return *time;
  throw wrong(text, what, fmt::format("is {}", shown(*text)))
      .hint(fmt::format("write a number and s, m, h, d or w, or a number of seconds, at most {}: {}", longest,
                        example));
}

std::string require_sha256(const Located<std::string>& text, const std::string& what) {
  std::string digits = *text;
  for (char& c : digits) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  require_digits(text, digits, 64, what, "sha256sum prints it");
  return digits;
}

fs::path require_path(const Located<std::string>& text, const fs::path& base, const std::string& what) {
  require_unexpanded(text, what);
  if (!scheme_of(*text).empty())
    throw wrong(text, what, fmt::format("is {}, a URL", shown(*text))).hint("write the path of a local file");
  return absolute(*text, base);
}

std::string require_inner_path(const Located<std::string>& text, const std::string& what) {
  require_plain(text, what);
  const fs::path path(*text);
  if (path.is_absolute())
    throw wrong(text, what, fmt::format("is {}, an absolute path", shown(*text)))
        .hint("write a relative path");
  if (std::find(path.begin(), path.end(), "..") != path.end())
    throw wrong(text, what, fmt::format("is {}, which points outside of its folder", shown(*text)))
        .hint("write it without '..'");
  return without_slashes_at_end(path.lexically_normal().string());
}

std::string require_file_name(const Located<std::string>& text, const std::string& what) {
  require_plain(text, what);
  if (text->find('/') != std::string::npos || *text == "." || *text == "..")
    throw wrong(text, what, fmt::format("is {}", shown(*text))).hint("write a file name without a folder");
  return *text;
}

std::string require_url(const Located<std::string>& text, const fs::path& base, const std::string& what) {
  require_unexpanded(text, what);
  const std::string_view scheme = scheme_of(*text);
  if (scheme.empty()) return "file://" + absolute(*text, base);
  if (scheme != "http" && scheme != "https" && scheme != "file")
    throw wrong(text, what, fmt::format("is {}", shown(*text)))
        .hint("use http://, https://, file:// or a path");
  if (const std::string fault = fault_of_url(scheme, *text); !fault.empty()) throw wrong(text, what, fault);
  return without_slashes_at_end(*text);
}

std::string require_client_url(const Located<std::string>& text, const std::string& what) {
  require_unexpanded(text, what);
  const bool is_path = scheme_of(*text).empty();
  if (is_path && text->front() != '/')
    throw wrong(text, what, fmt::format("is {}, a relative path, which clients cannot resolve", shown(*text)))
        .hint(
            "write the address that clients use: https://… or the absolute path of the folder on the client; "
            "if not set, they use /srv/PRODUCT");
  // dnf and yum split lists at blanks and commas, and append a path to each address.
  for (const char c : *text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && std::string_view("#?,\"<>\\^`{|}").find(c) == std::string_view::npos)
      continue;
    const std::string letter = byte == ' ' || byte == '\t'   ? "a blank"
                               : byte < 0x20 || byte == 0x7f ? "a control character"
                               : byte >= 0x80                ? "a non-ASCII letter"
                                                             : fmt::format("'{}'", c);
    throw wrong(text, what,
                fmt::format("is {}, but contains {}, which clients cannot read", shown(*text), letter))
        .hint(c == '?' ? "clients append a path to it, so it must not have a query"
                       : "use only letters, digits and -._~/:@%, and rename or link the folder if necessary");
  }
  return require_url(text, "/", what);
}

std::string require_git_url(const Located<std::string>& text, const fs::path& base, const std::string& what) {
  static constexpr std::array<std::string_view, 5> k_schemes = {"https", "http", "ssh", "git", "file"};
  require_unexpanded(text, what);
  // git would run `ext::sh -c …` and similar as programs; "-x" would be an option of ssh.
  if (text->find("::") != std::string::npos || text->front() == '-')
    throw wrong(text, what, fmt::format("is {}", shown(*text)))
        .hint("use https://, ssh://, git://, file://, host:path or a path");
  const std::string_view scheme = scheme_of(*text);
  if (!scheme.empty()) {
    if (std::find(k_schemes.begin(), k_schemes.end(), scheme) == k_schemes.end())
      throw wrong(text, what, fmt::format("is {}", shown(*text)))
          .hint("use https://, ssh://, git://, file://, host:path or a path");
    if (const std::string fault = fault_of_url(scheme, *text); !fault.empty()) throw wrong(text, what, fault);
    return without_slashes_at_end(*text);
  }
  // As in git: a colon before the first slash ends a host name.
  if (text->find(':') < text->find('/')) return *text;
  return absolute(*text, base);
}

std::string require_section_path(const Located<std::string>& text, const std::string& what) {
  std::string path = require_inner_path(text, what);
  if (is_file_of_release(path.substr(0, path.find('/'))))
    throw wrong(text, what, fmt::format("is {}, the name of a file that every release has", shown(*text)));
  if (const std::string first = path.substr(0, path.find('/')); is_folder_of_release(first))
    throw wrong(text, what, fmt::format("begins with '{}'", first))
        .hint(first == "buildroots" ? "that folder of a release is reserved for the packages of build roots"
                                    : "that folder of a release is reserved for attestations");
  for (const auto& part : split(path, '/')) {
    if (part == "$basearch") continue;
    if (part.find('$') != std::string::npos)
      throw wrong(text, what, fmt::format("contains a variable: {}", shown(part)))
          .hint("only $basearch is allowed, as a whole path component");
    if (part == "repodata")
      throw wrong(text, what, "contains 'repodata'").hint("that folder is reserved for metadata");
    if (!is_name(part))
      throw wrong(text, what, fmt::format("is {}", shown(*text)))
          .hint(
              "use letters, digits, '.', '_', '+', '-' and '/', each component starting with a letter or a "
              "digit");
  }
  return path;
}

void require_macro_name(const Located<std::string>& name) {
  // rpm's own rule for `%define` (rpmio/macro.c): starts with a letter or '_', at least three characters.
  const bool good = name->size() >= 3 && std::isdigit(static_cast<unsigned char>(name->front())) == 0 &&
                    std::all_of(name->begin(), name->end(), [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
                    });
  if (good) return;
  throw Error(ExitCode::invalid, fmt::format("{} cannot be the name of a macro", shown(*name)))
      .at(name.where)
      .hint("use three or more letters, digits and '_', without '%', not starting with a digit");
}

bool is_remote(std::string_view url) {
  return url.starts_with("http://") || url.starts_with("https://");
}

}  // namespace rpmworks::config
