// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/export_subst.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "core/text.hpp"

namespace rpmworks::git {

namespace {

// git lengthens abbreviations with the number of objects in the repository; a fixed length is the same in
// every clone. Seven is what git uses in all but large ones.
constexpr size_t k_abbreviated = 7;

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

std::optional<std::string> person_part(const CommitFacts::Person& person, char part) {
  switch (part) {
    // The capital letters ask for .mailmap, which git takes from the work tree or from HEAD.
    case 'n':
    case 'N':
      return person.name;
    case 'e':
    case 'E':
      return person.email;
    case 'l':
    case 'L':
      return person.email.substr(0, person.email.find('@'));
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
  std::string subject;     ///< the first paragraph as one line
  std::string first_line;  ///< what %f is made from
  std::string body;        ///< what follows the blank lines after it
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

// The colours git knows after %C, which an archive shows none of: how long the placeholder is, or 0.
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

  std::string format(std::string_view text) {
    std::string out;
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
      const size_t used = item(text, out);
      if (used == 0) out += '%';
      text.remove_prefix(used);
    }
    return out;
  }

 private:
  // Appends what the placeholder stands for; gives its length after the '%', or 0 if it is none.
  size_t item(std::string_view text, std::string& out) {
    const char magic = text.empty() ? '\0' : text.front();
    if (magic != '-' && magic != '+' && magic != ' ') return one(text, out);
    std::string value;
    const size_t used = one(text.substr(1), value);
    if (value.empty() && magic == '-')
      while (out.ends_with('\n')) out.pop_back();
    if (!value.empty() && magic == '+') out += '\n';
    if (!value.empty() && magic == ' ') out += ' ';
    out += value;
    return used + 1;
  }

  size_t one(std::string_view text, std::string& out) {
    if (text.empty()) return 0;
    if (text.front() == 'a' || text.front() == 'c') {
      const auto part = text.size() < 2
                            ? std::nullopt
                            : person_part(text.front() == 'a' ? m_facts.author : m_facts.committer, text[1]);
      if (part) out += *part;
      return part ? 2 : 0;
    }
    if (text.front() == 'x') {
      const auto byte = hex_pair(text.substr(1));
      if (byte) out += static_cast<char>(*byte);
      return byte ? 3 : 0;
    }
    if (text.front() == 'C') {
      const size_t length = colour_length(text.substr(1));
      return length ? length + 1 : 0;
    }
    if (text.starts_with("(describe")) return describe(text, out);
    const auto value = simple(text.front());
    if (value) out += *value;
    return value ? 1 : 0;
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
};

}  // namespace

std::string formatted(std::string_view format, const CommitFacts& facts) {
  return Formatter(facts).format(format);
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

std::string with_commit_facts(std::string_view content, const CommitFacts& facts) {
  std::string out;
  Formatter formatter(facts);
  while (const auto placeholder = take_placeholder(content)) {
    out += placeholder->before;
    out += formatter.format(placeholder->format);
  }
  return out += content;
}

std::string placeholder_of_refs(std::string_view content) {
  while (const auto placeholder = take_placeholder(content))
    if (depends_on_refs(placeholder->format)) return std::string(placeholder->whole);
  return {};
}

}  // namespace rpmworks::git
