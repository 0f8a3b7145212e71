// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/export_subst.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <utility>

#include "core/error.hpp"
#include "core/text.hpp"
#include "git/padding.hpp"
#include "git/trailers.hpp"

namespace rpmworks::git {

namespace {

// git lengthens abbreviations with the number of objects in the repository; a fixed length is the same in
// every clone. Seven is what git uses in all but large ones.
constexpr size_t k_abbreviated = 7;

constexpr size_t k_most_searched = 256UL << 20;

constexpr unsigned long k_widest = 16 * 1024;  // that git takes for %w

constexpr std::array<const char*, 7> k_days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<const char*, 12> k_months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string date(const CommitFacts::Person& person, char format) {
  const std::time_t local = static_cast<std::time_t>(person.time + int64_t{person.offset} * 60);
  std::tm t{};
  if (!::gmtime_r(&local, &t)) return "";
  const int year = t.tm_year + 1900;
  const int zone = std::abs(person.offset);
  const char sign = person.offset < 0 ? '-' : '+';
  const char* const day = k_days[static_cast<size_t>(t.tm_wday)];
  const char* const month = k_months[static_cast<size_t>(t.tm_mon)];
  const std::string clock = fmt::format("{:02}:{:02}:{:02}", t.tm_hour, t.tm_min, t.tm_sec);
  const std::string calendar = fmt::format("{:04}-{:02}-{:02}", year, t.tm_mon + 1, t.tm_mday);
  const std::string offset = fmt::format("{}{:02}{:02}", sign, zone / 60, zone % 60);
  switch (format) {
    case 'D':
      return fmt::format("{}, {} {} {} {} {}", day, t.tm_mday, month, year, clock, offset);
    case 'i':
      return fmt::format("{} {} {}", calendar, clock, offset);
    case 'I':
      // UTC is Z to git since 2.45, +00:00 before.
      return fmt::format("{}T{}{}", calendar, clock,
                         person.offset ? fmt::format("{}{:02}:{:02}", sign, zone / 60, zone % 60) : "Z");
    case 's':
      return calendar;
    default:
      return fmt::format("{} {} {} {} {} {}", day, month, t.tm_mday, clock, year, offset);
  }
}

std::string local_part(const std::string& email) {
  return email.substr(0, email.find('@'));
}

std::optional<std::string> person_part(const CommitFacts::Person& person, char part) {
  switch (part) {
    case 'n':
      return person.name;
    case 'N':
      return person.mapped_name.value_or(person.name);
    case 'e':
      return person.email;
    case 'E':
      return person.mapped_email.value_or(person.email);
    case 'l':
      return local_part(person.email);
    case 'L':
      return local_part(person.mapped_email.value_or(person.email));
    case 't':
      return std::to_string(person.time);
    case 'd':
    case 'D':
    case 'i':
    case 'I':
    case 's':
    case 'r':
    case 'h':
      return date(person, part);
    default:
      return std::nullopt;
  }
}

struct Message {
  std::string subject;       ///< the first paragraph as one line
  std::string first_line;    ///< what %f is made from
  std::string body;          ///< what follows the blank lines after it
  std::string from_subject;  ///< all of it, without blank lines at its beginning
};

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\n\v\f\r") == std::string_view::npos;
}

std::string_view without_blanks_at_end(std::string_view line) {
  const size_t last = line.find_last_not_of(" \t\n\v\f\r");
  return line.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

Message parts_of(std::string_view text) {
  const auto take_line = [](std::string_view& from) {
    const std::string_view line = from.substr(0, std::min(from.find('\n'), from.size() - 1) + 1);
    from.remove_prefix(line.size());
    return line;
  };
  const auto skip_blank_lines = [&](std::string_view& from) {
    while (!from.empty() && is_blank(from.substr(0, from.find('\n')))) take_line(from);
  };
  Message message;
  skip_blank_lines(text);
  message.from_subject = text;
  message.first_line = text.substr(0, text.find('\n'));
  while (!text.empty() && !is_blank(text.substr(0, text.find('\n')))) {
    if (!message.subject.empty()) message.subject += ' ';
    message.subject += without_blanks_at_end(take_line(text));
  }
  skip_blank_lines(text);
  message.body = text;
  return message;
}

// %f: fit for a file name.
std::string sanitized(std::string_view subject) {
  std::string out;
  bool space = false;
  for (size_t i = 0; i < subject.size(); ++i) {
    const char c = subject[i];
    const bool title =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    if (!title) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += '-';
    space = false;
    out += c;
    // No two dots in a row.
    while (c == '.' && i + 1 < subject.size() && subject[i + 1] == '.') ++i;
  }
  while (!out.empty() && (out.back() == '.' || out.back() == '-')) out.pop_back();
  return out;
}

// The length of a colour behind %C that git knows, or 0. git writes colours into an archive only for
// "always,".
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

class Formatter {
 public:
  explicit Formatter(const CommitFacts& facts) : m_facts(facts), m_message(parts_of(facts.message)) {}

  /// Appends to `out` what the format gives. As in git, some placeholders look at what stands before them in
  /// `out`.
  void format(std::string_view text, std::string& out) {
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

  const std::vector<std::string>& unlike_git() const { return m_unlike_git; }

 private:
  // What %w sets for the text behind it.
  struct Wrap {
    size_t start = 0;
    long width = 0, first = 0, rest = 0;
    bool is_as(const Wrap& other) const {
      return width == other.width && first == other.first && rest == other.rest;
    }
  };

  void count(size_t before, size_t after) {
    if (after <= before) return;
    m_added += after - before;
    if (m_added > k_most_expanded) throw too_much();
  }

  static Error too_much() {
    return Error(ExitCode::invalid,
                 fmt::format("the placeholders of export-subst add more than {} to the file",
                             human_bytes(k_most_expanded)))
        .hint("take export-subst off the file in .gitattributes, or use fewer placeholders in it");
  }

  void note(std::string_view placeholder, std::string_view what) {
    std::string text = fmt::format("%{} {}", placeholder, what);
    if (std::find(m_unlike_git.begin(), m_unlike_git.end(), text) == m_unlike_git.end())
      m_unlike_git.push_back(std::move(text));
  }

  // Appends what the placeholder stands for; gives its length after the '%', or 0 if it is none.
  size_t item(std::string_view text, std::string& out) {
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

  size_t padded(std::string_view text, std::string& out) {
    if (!m_padding) return one(text, out);
    std::string value;
    size_t used = 0;
    // Colours are passed over to what they colour.
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

  size_t one(std::string_view text, std::string& out) {
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
      case 'g':  // of the reflog, which an archive has not
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

  size_t person(std::string_view text, std::string& out) {
    if (text.size() < 2) return 0;
    const auto part = person_part(text.front() == 'a' ? m_facts.author : m_facts.committer, text[1]);
    if (!part) return 0;
    if (text[1] == 'r' || text[1] == 'h')
      note(text.substr(0, 2), "is an absolute date, where git's would depend on the present time");
    out += *part;
    return 2;
  }

  size_t colour(std::string_view text) {
    const size_t length = colour_length(text.substr(1));
    if (length == 0) return 0;
    if (text.starts_with("C(always,"))
      note(text.substr(0, length + 1), "gives no colour, where git would give one");
    return length + 1;
  }

  size_t padding(std::string_view text) {
    if (const auto found = padding_at(text)) {
      m_padding = found;
      return found->length;
    }
    const size_t end = text.find(')');
    if (text.find("(-") < end)
      note(text.substr(0, end + 1), "stays as it is, where git's would depend on the width of a terminal");
    return 0;
  }

  // "w(width,first,rest)"
  size_t wrap(std::string_view text, std::string& out) {
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

  // Wraps what was added since the last %w, and begins with another.
  void wrap_tail(Wrap next, std::string& out) {
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

  // Of a commit without a signature git needs no keys to tell that.
  size_t signature(std::string_view text, std::string& out) {
    constexpr std::string_view k_letters = "G?SKFPT";
    if (text.size() < 2 || k_letters.find(text[1]) == std::string_view::npos) return 0;
    if (m_facts.is_signed) {
      note(text.substr(0, 2), "stays as it is, where git's would depend on the keys of this machine");
      return 0;
    }
    if (text[1] == '?') out += 'N';
    if (text[1] == 'T') out += "undefined";
    return 2;
  }

  size_t in_parentheses(std::string_view text, std::string& out) {
    if (text.starts_with("(describe")) return describe(text, out);
    if (text.starts_with("(decorate")) {  // of git 2.43
      note(text.substr(0, text.find(')') + 1), "stays as it is, as git before 2.43 leaves it");
      return 0;
    }
    TrailerOptions options;
    const size_t length = read_trailer_options(text, options);
    if (length == 0) return 0;
    // Finding trailers takes time even when there are none.
    m_searched += m_message.from_subject.size();
    if (m_searched > k_most_searched) throw too_much();
    out += trailers_of(m_message.from_subject, options, k_most_expanded);
    return length;
  }

  size_t describe(std::string_view text, std::string& out) const {
    const size_t name = std::string_view("(describe").size();
    const size_t end = text.find(')');
    const bool options = text.size() > name && text[name] == ':';
    if (end == std::string_view::npos || (end != name && !options)) return 0;
    out += m_facts.tag;
    return end + 1;
  }

  std::optional<std::string> simple(char letter) const {
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

  const CommitFacts& m_facts;
  Message m_message;
  Wrap m_wrap;
  std::optional<Padding> m_padding;
  size_t m_added = 0;
  size_t m_searched = 0;  ///< bytes of messages that were searched for trailers
  std::vector<std::string> m_unlike_git;
};

}  // namespace

std::string formatted(std::string_view format, const CommitFacts& facts) {
  std::string out;
  Formatter(facts).format(format, out);
  return out;
}

namespace {

// A `$Format:…$` and what stands before it.
struct Placeholder {
  std::string_view before;
  std::string_view whole;
  std::string_view format;
};

// Takes the next one off the content; none when there is no more.
std::optional<Placeholder> take_placeholder(std::string_view& content) {
  static constexpr std::string_view k_begin = "$Format:";
  const size_t begin = content.find(k_begin);
  const size_t end = begin == std::string_view::npos ? begin : content.find('$', begin + k_begin.size());
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view whole = content.substr(begin, end + 1 - begin);
  const Placeholder found{content.substr(0, begin), whole,
                          whole.substr(k_begin.size(), whole.size() - k_begin.size() - 1)};
  content.remove_prefix(end + 1);
  return found;
}

bool depends_on_refs(std::string_view format) {
  for (size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at)) {
    std::string_view text = format.substr(at + 1);
    if (text.starts_with('-') || text.starts_with('+') || text.starts_with(' ')) text.remove_prefix(1);
    if (text.starts_with('d') || text.starts_with('D') || text.starts_with("(describe")) return true;
    at += text.starts_with('%') ? 2 : 1;
  }
  return false;
}

}  // namespace

std::string with_commit_facts(std::string_view content, const CommitFacts& facts,
                              std::vector<std::string>* unlike_git) {
  std::string out;
  Formatter formatter(facts);
  while (const auto placeholder = take_placeholder(content)) {
    out += placeholder->before;
    formatter.format(placeholder->format, out);
  }
  if (unlike_git) *unlike_git = formatter.unlike_git();
  return out += content;
}

std::string placeholder_of_refs(std::string_view content) {
  while (const auto placeholder = take_placeholder(content))
    if (depends_on_refs(placeholder->format)) return std::string(placeholder->whole);
  return {};
}

}  // namespace rpmworks::git
