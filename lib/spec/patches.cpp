// SPDX-License-Identifier: GPL-3.0-or-later
#include "spec/patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.hpp"
#include "core/pattern.hpp"
#include "core/text.hpp"
#include "spec/layout.hpp"

namespace rpmworks::spec {

namespace {

// First number of the new patches if macros of the spec may list patches whose numbers its text does not
// show.
constexpr int k_first_unused_number = 9000;

// A macro of %prep that applies all patches in a range of numbers.
struct Applier {
  size_t line = 0;
  int from = 0;
  int to = INT_MAX;
  bool by_hand = false;  ///< a command in the spec that loops over %{patches}
  bool covers(int number) const { return from <= number && number <= to; }
};

bool is_number(std::string_view word) {
  constexpr size_t k_most_digits = 8;
  return !word.empty() && word.size() <= k_most_digits &&
         word.find_first_not_of("0123456789") == std::string_view::npos;
}

// A line that applies all patches itself: `git am %{patches}`.
bool uses_all_patches(std::string_view line) {
  return line.find("%{patches}") != std::string_view::npos || line.find("%patches") != std::string_view::npos;
}

class Editor {
 public:
  Editor(const std::string& text, std::string path)
      : m_spec(text), m_lines(m_spec.lines()), m_path(std::move(path)) {}

  Patches edit(const std::vector<std::string>& files) {
    find_patches();
    find_macros();
    if (!m_setup) throw no_setup();
    const int count = static_cast<int>(files.size());
    const bool in_list = m_list_end.has_value();
    const int first = in_list ? m_last + 1 : first_number(count);
    const Applier* const applier = applier_of(first, count);
    Patches result{.by_git = applier && applied_by_git(*applier),
                   .setup_line = static_cast<int>(*m_setup) + 1};
    std::vector<std::string> tags, applying;
    for (int i = 0; i < count; ++i) {
      const std::string& file = files[static_cast<size_t>(i)];
      tags.push_back(in_list ? file : fmt::format("Patch{:04}: {}", first + i, file));
      // The numbers of patches in a list depend on conditions, their file names do not.
      applying.push_back(
          in_list && m_is_unsure
              ? fmt::format("%{{__cat}} %{{_sourcedir}}/{} | %{{__patch}} -p1 -s --fuzz=0", file)
              : fmt::format("%patch -P {} -p1", first + i));
    }
    std::vector<std::pair<size_t, std::vector<std::string>>> insertions;
    if (m_needs_list) tags.insert(tags.begin(), "%patchlist");
    insertions.emplace_back(in_list ? *m_list_end : m_spec.line_outside_blocks(m_last_tag, 0), tags);
    if (!applier)
      insertions.emplace_back(m_spec.line_outside_blocks(m_last_patch.value_or(*m_setup), m_prep), applying);
    else if (!applier->by_hand)
      require_p1(applier->line);
    // Back to front, so that earlier line numbers stay valid.
    std::sort(insertions.begin(), insertions.end(), std::greater<>());
    for (const auto& [at, lines] : insertions) insert(at, lines);
    result.text = join(m_lines, "\n");
    return result;
  }

 private:
  using Part = Layout::Part;

  // The spec's own patches: Patch tags, also in the preambles of subpackages, and the lines of %patchlist.
  // rpm numbers a patch without a number one higher than the one before (addSource in build/parsePreamble.c).
  void find_patches() {
    static const Pattern patch("^\\s*Patch(\\d*)\\s*:", Pattern::Case::ignored);
    static const Pattern source("^\\s*Source\\d*\\s*:", Pattern::Case::ignored);
    static const Pattern any("^\\s*[A-Za-z]+\\s*:", Pattern::Case::ignored);
    static const Pattern hidden("^\\s*%(\\{(lua|load):|include\\b)|^[^#]*(Patch\\d*\\s*:|\"Patch)",
                                Pattern::Case::ignored);
    std::optional<size_t> last_patch, last_source, last_any, last_hidden;
    bool is_main = true;
    for (size_t i = 0; i < m_lines.size(); ++i) {
      if (m_spec.is_heading(i)) is_main = false;
      if (m_spec.part(i) == Part::patch_list) take_up_list_line(i);
      if (m_spec.part(i) != Part::preamble) continue;
      if (const auto match = patch.find(m_lines[i])) {
        last_patch = i;
        const std::string digits = (*match)[1].substr(0, 6);
        count_patch(i, digits.empty() ? std::nullopt : std::optional(std::stoi(digits)));
      } else if (hidden.is_in(m_lines[i])) {
        last_hidden = i;
      } else if (is_main && source.is_in(m_lines[i])) {
        last_source = i;
      } else if (is_main && any.is_in(m_lines[i])) {
        last_any = i;
      }
    }
    m_last_tag = last_patch ? *last_patch : last_source ? *last_source : last_any.value_or(0);
    if (!last_hidden) return;
    m_last_tag = std::max(m_last_tag, *last_hidden);
    m_has_own = m_is_unsure = true;
    m_highest = std::max(m_highest, k_first_unused_number);
  }

  void take_up_list_line(size_t line) {
    const std::string_view text = trim(m_lines[line]);
    if (text.empty()) return;
    if (m_spec.is_heading(line)) m_needs_list = m_spec.is_conditional(line);
    m_list_end = m_spec.line_outside_blocks(line, 0);
    if (m_spec.is_heading(line)) return;
    if (text.starts_with('#') || macro_of(text).starts_with("%if") || macro_of(text).starts_with("%el") ||
        macro_of(text) == "%endif")
      return;
    if (text.starts_with("%{lua:") || text.starts_with("%include")) m_is_unsure = true;
    count_patch(line, std::nullopt);
  }

  void count_patch(size_t line, std::optional<int> number) {
    m_last = number.value_or(m_last + 1);
    m_highest = std::max(m_highest, m_last);
    m_has_own = true;
    if (m_spec.is_conditional(line)) m_is_unsure = true;
  }

  void find_macros() {
    // A line that applies a patch, by any macro.
    static const Pattern applies("%\\{?(patch\\d*\\b|autopatch\\b|PATCH\\d+\\b|P:\\d+)");
    for (size_t i = 0; i < m_lines.size(); ++i) {
      if (m_spec.part(i) != Part::prep) continue;
      if (m_spec.is_heading(i)) {
        m_prep = i + 1;
        continue;
      }
      const std::string_view macro = macro_of(m_lines[i]);
      if ((macro == "%setup" || macro == "%autosetup") && !m_setup) m_setup = i;
      if (applies.is_in(m_lines[i])) m_last_patch = i;
      if (macro == "%autosetup" && !has_option(i, 'N')) m_appliers.push_back({.line = i});
      if (macro == "%autopatch" && arguments(i).empty()) take_up_autopatch(i);
      if (uses_all_patches(m_lines[i])) m_appliers.push_back({.line = i, .by_hand = true});
    }
  }

  void take_up_autopatch(size_t line) {
    Applier applier{.line = line};
    for (const auto& [letter, bound] : {std::pair('m', &applier.from), std::pair('M', &applier.to)}) {
      const auto value = option(line, letter);
      if (!value) continue;
      if (!is_number(trim(*value))) return;  // a macro
      *bound = std::stoi(*value);
    }
    m_appliers.push_back(applier);
  }

  // The first number for `count` new patches: after all others, and either all covered by the same macro or
  // none.
  int first_number(int count) const {
    int first = m_highest + 1;
    for (const auto& applier : m_appliers)
      if (applier.covers(first) && !applier.covers(first + count - 1)) first = applier.to + 1;
    return first;
  }

  const Applier* applier_of(int first, int count) const {
    for (const auto& applier : m_appliers)
      if (applier.covers(first) && applier.covers(first + count - 1)) return &applier;
    return nullptr;
  }

  // The words of a line and its continuation lines.
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

  // The patch numbers given to %autopatch, without the values of its options.
  std::vector<std::string> arguments(size_t line) const {
    std::vector<std::string> numbers;
    const auto all = words(line);
    for (size_t i = 1; i < all.size(); ++i) {
      if (all[i] == "-p" || all[i] == "-m" || all[i] == "-M")
        ++i;
      else if (!all[i].starts_with('-'))
        numbers.push_back(all[i]);
    }
    return numbers;
  }

  bool applied_by_git(const Applier& applier) const {
    if (applier.by_hand)
      return m_lines[applier.line].find("git am") != std::string::npos ||
             m_lines[applier.line].find("git apply") != std::string::npos;
    const auto scm = option(*m_setup, 'S');
    return scm && scm->starts_with("git");
  }

  void require_p1(size_t line) {
    const auto strip = option(line, 'p');
    if (strip && trim(*strip) == "1") return;
    const std::string macro(macro_of(m_lines[line]));
    if (strip || m_has_own)
      throw Error(ExitCode::invalid,
                  strip ? fmt::format("{} applies patches with -p{}, but patches made from commits "
                                      "need -p1",
                                      macro, *strip)
                        : fmt::format("{} applies patches without -p1, but patches made from "
                                      "commits need it",
                                      macro))
          .at({.file = m_path, .line = static_cast<int>(line) + 1, .text = m_lines[line]})
          .hint(fmt::format("write {} -p1, and change the spec's own patches to match", macro));
    const size_t end = m_lines[line].find(macro) + macro.size();
    m_lines[line].insert(end, " -p1");
  }

  void insert(size_t at, const std::vector<std::string>& lines) {
    m_lines.insert(m_lines.begin() + static_cast<std::ptrdiff_t>(at), lines.begin(), lines.end());
  }

  Error no_setup() const {
    return Error(ExitCode::invalid,
                 "%prep has neither %setup nor %autosetup, so there is no place to apply patches")
        .at({.file = m_path})
        .hint(
            "write %autosetup -p1, which unpacks the source and applies all patches; or package the commit's "
            "own tree, without `upstream`");
  }

  const Layout m_spec;               ///< the unchanged spec
  std::vector<std::string> m_lines;  ///< the edited lines
  std::string m_path;
  bool m_has_own = false;
  bool m_is_unsure = false;  ///< the numbers of its own patches depend on conditions or macros
  int m_highest = 0;         ///< highest patch number; the first new patch without any other is 1
  int m_last = -1;           ///< number of the patch listed last; rpm starts at 0
  size_t m_last_tag = 0;
  std::optional<size_t> m_list_end;  ///< the line after the last entry of %patchlist
  bool m_needs_list = false;         ///< a condition decides about the whole %patchlist
  size_t m_prep = 0;                 ///< the first line of %prep
  std::optional<size_t> m_setup, m_last_patch;
  std::vector<Applier> m_appliers;
};

}  // namespace

Patches with_patches(const std::string& text, const std::vector<std::string>& files,
                     const std::string& path) {
  return Editor(text, path).edit(files);
}

void require_applied_last(const rpm::SpecInfo& info, const std::vector<std::string>& files,
                          const std::string& path) {
  // Where the expanded %prep names each patch; quilt's commands name it twice in a row.
  std::map<size_t, std::string> places;
  for (const auto& source : info.sources) {
    if (source.kind != rpm::SpecSource::Kind::patch) continue;
    const std::string name = "/" + source.file;
    for (size_t at = 0; (at = info.prep.find(name, at)) != std::string::npos; at += name.size()) {
      const size_t end = at + name.size();
      if (end == info.prep.size() ||
          std::string_view(" \t\n'\";|)&").find(info.prep[end]) != std::string_view::npos)
        places[at] = source.file;
    }
  }
  std::vector<std::string> order;
  for (const auto& [_, file] : places)
    if (order.empty() || order.back() != file) order.push_back(file);
  if (order.size() >= files.size() && std::equal(files.rbegin(), files.rend(), order.rbegin()) &&
      std::none_of(
          order.begin(), order.end() - static_cast<std::ptrdiff_t>(files.size()),
          [&](const auto& file) { return std::find(files.begin(), files.end(), file) != files.end(); }))
    return;
  throw Error(
      ExitCode::invalid,
      "%prep of this spec does not apply each patch of the commits once and after the spec's own patches")
      .at({.file = path})
      .note(order.empty() ? "%prep applies no patch" : "%prep applies: " + join(order, ", "))
      .hint(
          "write %autosetup -p1, which applies every patch in order; or package the commit's own tree, "
          "without `upstream`");
}

}  // namespace rpmworks::spec
