// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/spec_patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <string_view>

#include "core/error.hpp"
#include "core/text.hpp"
#include "srpm/spec_text.hpp"

namespace rpmworks::srpm {

namespace {

// The macro that a line begins with: "%setup", "%patch" of "%patch0 -p1"; "" for other lines.
std::string_view macro_of(std::string_view line) {
  line = trim(line);
  if (!line.starts_with('%')) return {};
  size_t end = 1;
  while (end < line.size() && (std::isalpha(static_cast<unsigned char>(line[end])) || line[end] == '_'))
    ++end;
  return line.substr(0, end);
}

class Editor {
 public:
  Editor(const std::string& text, std::string path) : m_lines(split(text, '\n')), m_path(std::move(path)) {
    m_preamble_end = find_section(0, {});
    const size_t prep = find_section(0, "%prep");
    m_prep = std::min(prep + 1, m_lines.size());
    m_prep_end = find_section(m_prep, {});
  }

  SpecPatches edit(const std::vector<std::string>& files) {
    find_tags();
    find_macros();
    if (!m_setup) throw no_setup();
    SpecPatches result{.by_git = applied_by_git(), .setup_line = static_cast<int>(*m_setup) + 1};
    std::vector<std::string> tags, applying;
    for (size_t i = 0; i < files.size(); ++i) {
      const int number = m_highest + 1 + static_cast<int>(i);
      tags.push_back(fmt::format("Patch{:04}: {}", number, files[i]));
      applying.push_back(fmt::format("%patch -P {} -p1", number));
    }
    // From the end, so that line numbers before it stay.
    if (m_applier)
      require_p1(*m_applier);
    else
      insert(after_conditions(m_last_patch.value_or(*m_setup), m_prep), applying);
    insert(after_conditions(m_last_tag, 0), tags);
    result.text = join(m_lines, "\n");
    return result;
  }

 private:
  // The line where a section (any, for "") begins at or after `from`; the end when there is none.
  size_t find_section(size_t from, std::string_view name) const {
    for (size_t i = from; i < m_lines.size(); ++i)
      if (begins_section(m_lines[i]) && (name.empty() || macro_of(m_lines[i]) == name)) return i;
    return m_lines.size();
  }

  void find_tags() {
    static const std::regex patch("^\\s*Patch(\\d*)\\s*:", std::regex::icase);
    static const std::regex source("^\\s*Source\\d*\\s*:", std::regex::icase);
    static const std::regex any("^\\s*[A-Za-z]+\\s*:", std::regex::icase);
    std::optional<size_t> last_patch, last_source, last_any;
    for (size_t i = 0; i < m_preamble_end; ++i) {
      std::smatch match;
      if (std::regex_search(m_lines[i], match, patch)) {
        last_patch = i;
        // One without a number is numbered on from the one before.
        const std::string digits = match[1].str().substr(0, 6);
        m_highest = digits.empty() ? m_highest + 1 : std::max(m_highest, std::stoi(digits));
        m_has_own = true;
      } else if (std::regex_search(m_lines[i], source)) {
        last_source = i;
      } else if (std::regex_search(m_lines[i], any)) {
        last_any = i;
      }
    }
    m_last_tag = last_patch ? *last_patch : last_source ? *last_source : last_any.value_or(0);
  }

  void find_macros() {
    for (size_t i = m_prep; i < m_prep_end; ++i) {
      const std::string_view macro = macro_of(m_lines[i]);
      if ((macro == "%setup" || macro == "%autosetup") && !m_setup) m_setup = i;
      if (macro == "%patch") m_last_patch = i;
      if (macro == "%autosetup" && !has_option(i, 'N')) m_applier = i;
      // Without numbers or bounds it applies all there are.
      if (macro == "%autopatch" && !has_option(i, 'm') && !has_option(i, 'M') && arguments(i).empty())
        m_applier = i;
      if (macro == "%autopatch") m_last_patch = i;
    }
  }

  // Of a line and those that continue it.
  std::vector<std::string> words(size_t line) const {
    std::string text = m_lines[line];
    while (text.ends_with('\\') && ++line < m_lines.size()) {
      text.back() = ' ';
      text += m_lines[line];
    }
    std::replace(text.begin(), text.end(), '\t', ' ');
    std::vector<std::string> all;
    for (auto& word : split(text, ' '))
      if (!word.empty()) all.push_back(std::move(word));
    return all;
  }

  bool has_option(size_t line, char letter) const { return option(line, letter).has_value(); }

  // The value of `-x value` or `-xvalue`; "" for a flag.
  std::optional<std::string> option(size_t line, char letter) const {
    const auto all = words(line);
    for (size_t i = 1; i < all.size(); ++i) {
      if (all[i].size() < 2 || all[i][0] != '-' || all[i][1] != letter) continue;
      if (all[i].size() > 2) return all[i].substr(2);
      return i + 1 < all.size() && !all[i + 1].starts_with('-') ? all[i + 1] : "";
    }
    return std::nullopt;
  }

  // Of %autopatch: the numbers of patches.
  std::vector<std::string> arguments(size_t line) const {
    std::vector<std::string> numbers;
    for (const auto& word : words(line))
      if (word.find_first_not_of("0123456789") == std::string::npos) numbers.push_back(word);
    if (const auto strip = option(line, 'p'); strip && !numbers.empty() && numbers.front() == *strip)
      numbers.erase(numbers.begin());
    return numbers;
  }

  bool applied_by_git() const {
    if (!m_applier) return false;
    const auto scm = option(*m_setup, 'S');
    return scm && scm->starts_with("git");
  }

  void require_p1(size_t line) {
    const auto strip = option(line, 'p');
    if (strip && trim(*strip) == "1") return;
    const std::string macro(macro_of(m_lines[line]));
    if (strip || m_has_own)
      throw Error(ExitCode::invalid, strip ? fmt::format("{} applies patches with -p{}, and those of commits "
                                                         "need -p1",
                                                         macro, *strip)
                                           : fmt::format("{} applies patches without -p1, which those of "
                                                         "commits need",
                                                         macro))
          .at({.file = m_path, .line = static_cast<int>(line) + 1, .text = m_lines[line]})
          .hint(fmt::format("write {} -p1, and make the spec's own patches fit it", macro));
    const size_t end = m_lines[line].find(macro) + macro.size();
    m_lines[line].insert(end, " -p1");
  }

  // The line behind `line`, and behind every %if around it that began after `first`: a patch that is applied
  // on one condition is no reason to apply others on it.
  size_t after_conditions(size_t line, size_t first) const {
    int depth = 0;
    for (size_t i = first; i <= line; ++i) depth += step(i);
    while (m_lines[line].ends_with('\\') && line + 1 < m_lines.size()) ++line;
    size_t at = line + 1;
    for (; depth > 0 && at < m_lines.size(); ++at) depth += step(at);
    return at;
  }

  int step(size_t line) const {
    const std::string_view macro = macro_of(m_lines[line]);
    if (macro == "%endif") return -1;
    return macro.starts_with("%if") ? 1 : 0;
  }

  void insert(size_t at, const std::vector<std::string>& lines) {
    m_lines.insert(m_lines.begin() + static_cast<std::ptrdiff_t>(at), lines.begin(), lines.end());
  }

  Error no_setup() const {
    return Error(ExitCode::invalid,
                 "%prep has neither %setup nor %autosetup, after which patches could be applied")
        .at({.file = m_path})
        .hint(
            "write %autosetup -p1, which unpacks the source and applies every patch; or package the commit's "
            "own tree, without `upstream`");
  }

  std::vector<std::string> m_lines;
  std::string m_path;
  size_t m_preamble_end = 0;
  size_t m_prep = 0;  ///< the first line of %prep
  size_t m_prep_end = 0;
  bool m_has_own = false;
  int m_highest = 0;  ///< number of a patch; those of commits begin with 1
  size_t m_last_tag = 0;
  std::optional<size_t> m_setup, m_last_patch, m_applier;
};

}  // namespace

SpecPatches with_patches(const std::string& text, const std::vector<std::string>& files,
                         const std::string& path) {
  return Editor(text, path).edit(files);
}

}  // namespace rpmworks::srpm
