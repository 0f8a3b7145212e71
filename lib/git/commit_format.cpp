// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/commit_format.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/format_person.hpp"
#include "git/trailers.hpp"

namespace rpmworks::git {

namespace {

// git makes abbreviations longer in repositories with many objects; a fixed length is the same in every
// clone. Seven is git's length except in large repositories.
constexpr size_t k_abbreviated = 7;

constexpr size_t k_most_searched = 256UL << 20;

constexpr unsigned long k_widest = 16 * 1024;  // largest value that git accepts for %w

// The length of a colour after %C that git knows, or 0. In an archive, git writes colours only for "always,".
size_t colour_length(std::string_view text) {
  if (text.starts_with('(')) {
    const size_t end = text.find(')');
    return end == std::string_view::npos ? 0 : end + 1;
  }
  for (const std::string_view name : {"red", "green", "blue", "reset"})
    if (text.starts_with(name)) return name.size();
  return 0;
}

std::optional<int> hex_pair(std::string_view text) {
  static constexpr std::string_view k_digits = "0123456789abcdef";
  int value = 0;
  if (text.size() < 2) return std::nullopt;
  for (const char c : text.substr(0, 2)) {
    const size_t digit = k_digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
    if (digit == std::string_view::npos) return std::nullopt;
    value = value * 16 + static_cast<int>(digit);
  }
  return value;
}

std::string abbreviated(const std::string& id) {
  return id.substr(0, k_abbreviated);
}

Error too_much() {
  return Error(ExitCode::invalid, fmt::format("the placeholders of export-subst add more than {} to the file",
                                              human_bytes(k_most_expanded)))
      .hint("remove export-subst from the file in .gitattributes, or use fewer placeholders");
}

}  // namespace

void Formatter::format(std::string_view text, std::string& out) {
  m_wrap = {.start = out.size()};
  m_padding.reset();
  while (!text.empty()) {
    const size_t percent = text.find('%');
    out += text.substr(0, percent);
    if (percent == std::string_view::npos) break;
    text.remove_prefix(percent + 1);
    if (text.starts_with('%')) {
      out += '%';
      text.remove_prefix(1);
      continue;
    }
    const size_t before = out.size();
    const size_t used = item(text, out);
    if (used == 0) out += '%';
    text.remove_prefix(used);
    count(before, out.size());
  }
  wrap_tail({}, out);
}

void Formatter::count(size_t before, size_t after) {
  if (after <= before) return;
  m_added += after - before;
  if (m_added > k_most_expanded) throw too_much();
}

void Formatter::note(std::string_view placeholder, std::string_view what) {
  std::string text = fmt::format("%{} {}", placeholder, what);
  if (std::find(m_unlike_git.begin(), m_unlike_git.end(), text) == m_unlike_git.end())
    m_unlike_git.push_back(std::move(text));
}

size_t Formatter::item(std::string_view text, std::string& out) {
  const char magic = text.empty() ? '\0' : text.front();
  if (magic != '-' && magic != '+' && magic != ' ') return padded(text, out);
  if (text.substr(1).starts_with('w')) return 0;
  const size_t before = out.size();
  const size_t used = padded(text.substr(1), out);
  if (out.size() == before && magic == '-')
    while (out.ends_with('\n')) out.pop_back();
  if (out.size() > before && magic != '-') out.insert(before, 1, magic == '+' ? '\n' : ' ');
  return used + 1;
}

size_t Formatter::padded(std::string_view text, std::string& out) {
  if (!m_padding) return one(text, out);
  std::string value;
  size_t used = 0;
  // Skip colours to get to the placeholder they apply to.
  for (;;) {
    const bool is_colour = text.starts_with('C');
    const size_t length = one(text, value);
    used += length;
    text.remove_prefix(length);
    if (!is_colour || !text.starts_with('%')) break;
    text.remove_prefix(1);
    ++used;
  }
  const Padding padding = *std::exchange(m_padding, std::nullopt);
  add_padded(out, std::move(value), padding);
  return used;
}

size_t Formatter::one(std::string_view text, std::string& out) {
  if (text.empty()) return 0;
  switch (text.front()) {
    case 'a':
    case 'c':
      return person(text, out);
    case 'x': {
      const auto byte = hex_pair(text.substr(1));
      if (byte) out += static_cast<char>(*byte);
      return byte ? 3 : 0;
    }
    case 'C':
      return colour(text);
    case 'w':
      return wrap(text, out);
    case '<':
    case '>':
      return padding(text);
    case 'G':
      return signature(text, out);
    case 'g':  // of the reflog, which does not exist here
      return text.size() > 1 && std::string_view("dDsnNeE").find(text[1]) != std::string_view::npos ? 2 : 0;
    case '(':
      return in_parentheses(text, out);
    default:
      break;
  }
  const auto value = simple(text.front());
  if (value) out += *value;
  return value ? 1 : 0;
}

size_t Formatter::person(std::string_view text, std::string& out) {
  if (text.size() < 2) return 0;
  const auto part = person_part(text.front() == 'a' ? m_facts.author : m_facts.committer, text[1]);
  if (!part) return 0;
  if (text[1] == 'r' || text[1] == 'h')
    note(text.substr(0, 2), "is an absolute date; git's depends on the current time");
  out += *part;
  return 2;
}

size_t Formatter::colour(std::string_view text) {
  const size_t length = colour_length(text.substr(1));
  if (length == 0) return 0;
  if (text.starts_with("C(always,")) note(text.substr(0, length + 1), "gives no colour; git gives one");
  return length + 1;
}

size_t Formatter::padding(std::string_view text) {
  if (const auto found = padding_at(text)) {
    m_padding = found;
    return found->length;
  }
  const size_t end = text.find(')');
  if (text.find("(-") < end)
    note(text.substr(0, end + 1), "is not expanded; git's depends on the width of the terminal");
  return 0;
}

size_t Formatter::wrap(std::string_view text, std::string& out) {
  const size_t end = text.find(')');
  if (!text.starts_with("w(") || end == std::string_view::npos) return 0;
  const std::string given(text.substr(2, end - 2));
  std::array<unsigned long, 3> numbers{};
  if (!given.empty()) {
    const char* at = given.c_str();
    for (size_t i = 0; i < numbers.size(); ++i) {
      char* next = nullptr;
      numbers[i] = std::strtoul(at, &next, 10);
      at = next;
      if (*at != ',' || i + 1 == numbers.size()) break;
      ++at;
    }
    if (*at != '\0' || std::any_of(numbers.begin(), numbers.end(), [](auto n) { return n > k_widest; }))
      return 0;
  }
  wrap_tail({.width = static_cast<long>(numbers[0]),
             .first = static_cast<long>(numbers[1]),
             .rest = static_cast<long>(numbers[2])},
            out);
  return end + 1;
}

void Formatter::wrap_tail(Wrap next, std::string& out) {
  if (m_wrap.is_as(next)) return;
  if (m_wrap.start < out.size()) {
    const size_t before = out.size();
    const std::string tail =
        wrapped(out.substr(m_wrap.start), m_wrap.width, m_wrap.first, m_wrap.rest, k_most_expanded);
    out.replace(m_wrap.start, std::string::npos, tail);
    count(before, out.size());
  }
  next.start = out.size();
  m_wrap = next;
}

size_t Formatter::signature(std::string_view text, std::string& out) {
  constexpr std::string_view k_letters = "G?SKFPT";
  if (text.size() < 2 || k_letters.find(text[1]) == std::string_view::npos) return 0;
  if (m_facts.is_signed) {
    note(text.substr(0, 2), "is not expanded; git's depends on the keys of this machine");
    return 0;
  }
  if (text[1] == '?') out += 'N';
  if (text[1] == 'T') out += "undefined";
  return 2;
}

size_t Formatter::in_parentheses(std::string_view text, std::string& out) {
  if (text.starts_with("(describe")) return describe(text, out);
  if (text.starts_with("(decorate")) {  // of git 2.43
    note(text.substr(0, text.find(')') + 1), "is not expanded, as in git before 2.43");
    return 0;
  }
  TrailerOptions options;
  const size_t length = read_trailer_options(text, options);
  if (length == 0) return 0;
  // Searching for trailers takes time even if there are none.
  m_searched += m_message.from_subject.size();
  if (m_searched > k_most_searched) throw too_much();
  out += trailers_of(m_message.from_subject, options, k_most_expanded);
  return length;
}

size_t Formatter::describe(std::string_view text, std::string& out) const {
  const size_t name = std::string_view("(describe").size();
  const size_t end = text.find(')');
  const bool options = text.size() > name && text[name] == ':';
  if (end == std::string_view::npos || (end != name && !options)) return 0;
  out += m_facts.tag;
  return end + 1;
}

std::optional<std::string> Formatter::simple(char letter) const {
  switch (letter) {
    case 'n':
      return "\n";
    case 'H':
      return m_facts.id;
    case 'h':
      return abbreviated(m_facts.id);
    case 'T':
      return m_facts.tree;
    case 't':
      return abbreviated(m_facts.tree);
    case 'P':
      return join(m_facts.parents, " ");
    case 'p': {
      std::vector<std::string> ids;
      std::transform(m_facts.parents.begin(), m_facts.parents.end(), std::back_inserter(ids), abbreviated);
      return join(ids, " ");
    }
    case 'm':
      return ">";  // the mark of a commit that is on no side of anything
    case 'd':
      return m_facts.tag.empty() ? "" : " (tag: " + m_facts.tag + ")";
    case 'D':
      return m_facts.tag.empty() ? "" : "tag: " + m_facts.tag;
    case 'e':
      return m_facts.encoding;
    case 's':
      return m_message.subject;
    case 'f':
      return sanitized(m_message.first_line);
    case 'b':
      return m_message.body;
    case 'B':
      return m_facts.message;
    default:
      return std::nullopt;
  }
}

}  // namespace rpmworks::git
