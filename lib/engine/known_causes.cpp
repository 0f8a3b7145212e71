// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/known_causes.hpp"

#include <algorithm>
#include <string_view>

#include "core/pattern.hpp"
#include "core/text.hpp"

namespace rpmworks::engine {

namespace {

using Lines = std::vector<std::string>;

constexpr size_t k_any = static_cast<size_t>(-1);
constexpr size_t k_longest_line = 1000;  // bytes; a longer line is the command line of a compiler
constexpr size_t k_most_lines = 4000;    // lines at the end of a section

enum class Take { first, last };

struct Known {
  const char* pattern;
  const char* hint;  // {} is what the pattern's first group caught
  Take take = Take::last;
  size_t followed_by = k_any;  // at most this many significant lines follow it, so that it ended the section
};

// The surest causes come first; others may be consequences.
constexpr Known k_known[] = {
    {"fatal error: Killed signal terminated program|virtual memory exhausted",
     "the compiler ran out of memory; build with fewer jobs"},
    // The kernel enforces twice the limit, and may be faster than the check of the limit.
    {"[Cc]annot fork|fork: (?:retry: )?Resource temporarily unavailable",
     "it reached its limit of processes; if it needs more, raise `limits: { processes: … }` of the package "
     "or of its target in repos.yaml"},
    {": (?:No space left on device|Disk quota exceeded)$",
     "its files did not fit on the disk where it was built: free some space there, or let it write less",
     Take::last, 15},
    {"fatal error: '?([^:']+)'?(?:: No such file or directory| file not found)",
     "add a BuildRequires on the -devel package that holds {}", Take::first},
    {"^[^\\s:]+:\\d+(?::\\d+)?: (?:fatal )?error: |^error\\[E\\d+\\]: |^\\S+\\.go:\\d+:\\d+: ", "",
     Take::first},
    {"cannot find -l([^\\s:]+)", "add a BuildRequires on the -devel package of the library {}", Take::first},
    {"undefined reference to |multiple definition of ", "", Take::first},
    {"^meson\\.build:\\d+:\\d+: ERROR: |^\\S*/meson\\.build:\\d+:\\d+: ERROR: ", ""},
    {"^CMake Error", "", Take::first},
    {"Could not resolve host|Temporary failure in name resolution|Network is unreachable",
     "builds have no network: list each downloaded file as a Source of the spec", Take::last, 15},
    {"No package '([^']+)' found", "add BuildRequires: pkgconfig({})", Take::last, 15},
    {"^configure: error: ", "", Take::last, 15},
    // A section ends at once if it calls a missing program itself and does not handle the error.
    {"/rpm-tmp\\.\\w+: (?:line )?\\d+: ([^\\s:]+): (?:command )?not found",
     "add a BuildRequires on the package that holds the program {}", Take::last, 0},
    {"^make(?:\\[\\d+\\])?: ([^\\s:]+): No such file or directory",
     "add a BuildRequires on the package that holds the program {}", Take::last, 3},
    {"^(?!.*/rpm-tmp\\.).*?([^\\s:]+): (?:command )?not found",
     "add a BuildRequires on the package that holds the program {}", Take::last, 3},
    {"ModuleNotFoundError: No module named '([^']+)'",
     "add a BuildRequires on the package of the Python module {}", Take::last, 15},
    {"Can't locate (\\S+)\\.pm in @INC", "add a BuildRequires on the package of the Perl module {}",
     Take::last, 5},
    {"Hunk #\\d+ FAILED", "a patch of the spec does not apply to its sources; refresh it"},
    {"can't find file to patch at input line|^error: patch failed: ",
     "a patch of the spec does not apply to its sources; see its -p option"},
    {"cd: (?:line \\d+: )?(?:can't cd to )?([^\\s:]+): No such file|can't cd to (\\S+)",
     "the sources do not unpack into the folder that %setup expects; see its option -n", Take::last, 3},
    {"(?:cannot create|cannot touch|cannot remove)[^\\n]*: Permission denied",
     "builds do not run as root: write below %{buildroot} only", Take::last, 5},
};

constexpr Known k_rpm_errors[] = {
    {"^Installed \\(but unpackaged\\) file",
     "name these files in %files, or remove them at the end of %install"},
    {"^(?:File|Directory) not found: (?:/builddir/build/BUILDROOT/[^/]+)?(\\S+)",
     "%install did not make {}, which %files names"},
    {"^Arch dependent binaries in noarch package",
     "remove `BuildArch: noarch`, or install no compiled files into this package"},
    {"^Empty %files file (\\S+)",
     "`%files -f` reads {}, which names no file: see how the spec makes this list"},
    {"^Could not open %files file (\\S+?): No such file",
     "`%files -f` reads {}, which does not exist: see how the spec makes this list"},
    {"^(?:line \\d+: )?Unknown tag: (%\\{?\\w+\\}?)",
     "{} is not a macro of this buildroot: BuildRequire the package that defines it, or define it under the "
     "target's `buildroot.macros`"},
};

bool is_trace(std::string_view line) {
  return line.starts_with('+');
}

// A message of make or ninja that another program failed, or which folder they are in.
bool is_of_make(std::string_view text) {
  static const Pattern k_make(
      R"(^(?:g?make|ninja)(?:\[\d+\])?: (?:\*\*\* .* Error -?\d+|(?:Entering|Leaving) directory |build stopped: |Target .* not remade|\*\*\* Waiting for ).*)");
  return text.size() <= k_longest_line && k_make.is_in(text);
}

bool tells(const std::string& line) {
  const std::string_view text = trim(line);
  return !text.empty() && !is_trace(text) && !is_of_make(text);
}

std::string filled(const char* hint, const PatternMatch& match) {
  std::string text = hint;
  const size_t place = text.find("{}");
  if (place == std::string::npos) return text;
  for (size_t i = 1; i < match.groups(); ++i)
    if (match.has(i)) return text.replace(place, 2, match[i]);
  return {};  // the hint would lack what it is about
}

// bash takes an undefined macro for a job name. Only the trace shows the macro.
std::optional<KnownCause> undefined_macro_in(const Lines& section) {
  static const Pattern k_message(R"(/rpm-tmp\.\w+: (?:line )?\d+: (?:fg: no job control|(%\w+): not found))");
  static const Pattern k_trace(R"(^\++ (%\w+)(?: |$))");
  for (size_t i = section.size(); i-- > 0;) {
    if (!tells(section[i])) continue;
    if (section[i].size() > k_longest_line) return std::nullopt;
    const auto match = k_message.find(section[i]);
    if (!match) return std::nullopt;
    std::string macro = (*match)[1];
    for (size_t k = i; macro.empty() && k-- > 0 && k + 3 > i;)
      if (const auto traced = k_trace.find(section[k])) macro = (*traced)[1];
    if (macro.empty()) return std::nullopt;
    return KnownCause{macro + " is not a macro of this buildroot",
                      "BuildRequire the package that defines " + macro +
                          ", or define it under the target's `buildroot.macros`"};
  }
  return std::nullopt;
}

std::string with_next(const Lines& lines, size_t at) {
  std::string text(trim(lines[at]));
  if (!text.ends_with(':')) return text;
  for (size_t i = at + 1; i < lines.size() && i < at + 4; ++i)
    if (const std::string_view next = trim(lines[i]); !next.empty()) return text + " " + std::string(next);
  return text;
}

}  // namespace

std::optional<KnownCause> known_cause_in(const Lines& section) {
  if (auto macro = undefined_macro_in(section)) return macro;
  const size_t begin = section.size() > k_most_lines ? section.size() - k_most_lines : 0;
  std::vector<size_t> places;  // of significant lines
  for (size_t i = begin; i < section.size(); ++i)
    if (tells(section[i])) places.push_back(i);
  for (const Known& known : k_known) {
    const Pattern expression(known.pattern);
    for (size_t n = 0; n < places.size(); ++n) {
      const size_t place = known.take == Take::first ? n : places.size() - 1 - n;
      const size_t after = places.size() - 1 - place;
      if (known.followed_by != k_any && after > known.followed_by) {
        if (known.take == Take::last) break;
        continue;
      }
      const std::string& line = section[places[place]];
      if (line.size() > k_longest_line) continue;
      if (const auto match = expression.find(line))
        return KnownCause{with_next(section, places[place]), filled(known.hint, *match)};
    }
  }
  return std::nullopt;
}

std::string advice_on_rpm_error(const std::string& message) {
  if (message.size() > k_longest_line * 8) return {};
  const std::string line = message.substr(0, std::min(message.find('\n'), k_longest_line));
  for (const Known& known : k_rpm_errors)
    if (const auto match = Pattern(known.pattern).find(line)) return filled(known.hint, *match);
  return {};
}

std::string last_word(const Lines& section) {
  for (size_t i = section.size(); i-- > 0;)
    if (tells(section[i])) return std::string(trim(section[i]));
  return {};
}

}  // namespace rpmworks::engine
