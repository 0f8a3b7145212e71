// SPDX-License-Identifier: GPL-3.0-or-later
#include "config/package_pattern.hpp"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <string_view>

#include "config/values.hpp"
#include "core/text.hpp"
#include "rpm/nevra.hpp"

namespace rpmworks::config {

namespace {

using std::string;
using std::string_view;

constexpr string_view k_wildcards = "*?[]!";
constexpr const char* k_example = "write the name of a package, or a pattern for names: \"python-*\"";
constexpr const char* k_name_letters = "names consist of letters, digits, '.', '_', '+' and '-'";

bool is_letter_or_digit(char c) {
  return static_cast<unsigned char>(c) < 0x80 && std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// Letters of an EVR (rpm's build/parsePreamble.c, ALLOWED_CHARS_VERREL), and of names.
bool is_version_letter(char c) {
  return is_letter_or_digit(c) || string_view("._+~^").find(c) != string_view::npos;
}

bool is_nevra_letter(char c) {
  return is_version_letter(c) || c == '-' || c == ':';
}

bool is_pattern(const string& text) {
  return text.find_first_of(k_wildcards) != string::npos;
}

Error wrong_rule(const Located<string>& text, const string& of, const string& why) {
  return Error(ExitCode::invalid, fmt::format("{} in {} {}", shown(*text), of, why)).at(text.where);
}

// How to write what a text that is not a name probably means.
string hint_for_letters(const string& text) {
  if (text.find_first_of("/(") != string::npos) return "write the name of the package that provides it";
  if (text.find_first_of(" \t\n,") != string::npos) return "write one package per item";
  if (text.find_first_of("{}\\|") != string::npos) return "wildcards are * ? and [a-z]";
  return k_name_letters;
}

/// The fault of the set of characters that starts after a '['; without a fault, moves `at` to its ']'.
string fault_of_set(const string& text, size_t& at) {
  if (at < text.size() && (text[at] == '!' || text[at] == '^')) ++at;
  const size_t end = text.find(']', at);
  if (end == string::npos) return "a '[' without a ']'";
  if (end == at) return "nothing between '[' and ']'";
  for (; at < end; ++at) {
    if (text[at] == '[') return "a '[' between '[' and ']'";
    const bool is_range = at + 2 < end && text[at + 1] == '-';
    if (is_range && text[at] > text[at + 2]) return fmt::format("the empty range {}", text.substr(at, 3));
    if (is_range) at += 2;
  }
  return {};
}

string fault_of_pattern(const string& text) {
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == ']') return "a ']' without a '['";
    if (text[at] == '!') return "a '!' outside of '[' and ']'";
    if (text[at] != '[') continue;
    if (const string fault = fault_of_set(text, ++at); !fault.empty()) return fault;
  }
  return {};
}

bool is_evr(string_view text) {
  const size_t colon = text.find(':');
  if (colon != string_view::npos) {
    const string_view epoch = text.substr(0, colon);
    // Epochs are numbers of 32 bits.
    if (epoch.empty() || epoch.size() > 10 || epoch.find_first_not_of("0123456789") != string_view::npos)
      return false;
    text.remove_prefix(colon + 1);
  }
  const size_t dash = text.find('-');
  if (dash == string_view::npos || dash == 0 || dash + 1 == text.size()) return false;
  return std::ranges::all_of(text.substr(0, dash), is_version_letter) &&
         std::ranges::all_of(text.substr(dash + 1), is_version_letter);
}

// Architectures that follow a package's release in what dnf and rpm print.
bool is_arch(string_view text) {
  static constexpr std::array<string_view, 17> k_arches = {
      "noarch", "x86_64", "i386",    "i486", "i586",  "i686",    "aarch64", "armv7hl",    "armv6hl",
      "ppc",    "ppc64",  "ppc64le", "s390", "s390x", "riscv64", "ia64",    "loongarch64"};
  return rpm::is_source_arch(text) || std::ranges::find(k_arches, text) != k_arches.end();
}

/// The EVR in a package's full name, in the name of its file, or in a part of them.
string evr_in(string_view text, const string& package) {
  if (text.ends_with(".rpm")) text.remove_suffix(4);
  const size_t dot = text.rfind('.');
  if (dot != string_view::npos && is_arch(text.substr(dot + 1))) text = text.substr(0, dot);
  if (text.starts_with(package + "-")) text.remove_prefix(package.size() + 1);
  const size_t release = text.rfind('-');
  const size_t version =
      release == string_view::npos || release == 0 ? string_view::npos : text.rfind('-', release - 1);
  if (version != string_view::npos) text.remove_prefix(version + 1);
  return string(text);
}

}  // namespace

void require_package_pattern(const Located<string>& text, const string& of) {
  if (text->empty())
    throw Error(ExitCode::invalid, fmt::format("an item of {} is empty", of)).at(text.where).hint(k_example);
  if (text->front() == '-' || text->front() == '!')
    throw wrong_rule(text, of, "is not a package").hint("list packages that are never taken in `exclude`");
  if (!std::ranges::all_of(
          *text, [](char c) { return is_nevra_letter(c) || k_wildcards.find(c) != string_view::npos; }))
    throw wrong_rule(text, of, "is not a package").hint(hint_for_letters(*text));
  if (text->ends_with(".rpm"))
    throw wrong_rule(text, of, "is the name of a file")
        .hint(fmt::format("write the package: {}", text->substr(0, text->size() - 4)));
  if (const string fault = fault_of_pattern(*text); !fault.empty())
    throw wrong_rule(text, of, fmt::format("is not a valid pattern: it has {}", fault))
        .hint("wildcards are * ? and [a-z]");
}

void require_package_name(const Located<string>& text, const string& of) {
  require_package_pattern(text, of);
  if (is_pattern(*text)) throw wrong_rule(text, of, "is a pattern").hint("write the name of one package");
  if (text->find_first_of(":~^") != string::npos)
    throw wrong_rule(text, of, "is not the name of a package").hint(k_name_letters);
}

void require_evr(const Located<string>& text, const string& package, const string& of) {
  const string evr = evr_in(*text, package);
  if (is_evr(*text) && evr == *text) return;
  throw Error(ExitCode::invalid, fmt::format("{} in {} is {}, not an EVR", shown(package), of, shown(*text)))
      .at(text.where)
      .hint(is_evr(evr) ? fmt::format("write {}", evr)
                        : "write [epoch:]version-release: 1.0.15-12.el6 or 1:1.0.15-12.el6");
}

bool matches(const string& pattern, const string& name) {
  if (is_pattern(name)) return pattern == name;
  return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
}

}  // namespace rpmworks::config
