// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildroot/install_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "core/described.hpp"
#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

constexpr size_t k_words_shown = 200;  // bytes of a scriptlet's output

// The text between `start` and `end`.
std::optional<std::string> between(const std::string& line, std::string_view start, std::string_view end) {
  const size_t begin = line.find(start);
  if (begin == std::string::npos) return std::nullopt;
  const size_t from = begin + start.size();
  const size_t to = end.empty() ? line.size() : line.find(end, from);
  if (to == std::string::npos) return std::nullopt;
  return line.substr(from, to - from);
}

// The section of a spec for a scriptlet: "%pre" for "prein".
std::string section_name(const std::string& scriptlet) {
  static const std::map<std::string, const char*> names{{"prein", "%pre"},
                                                        {"postin", "%post"},
                                                        {"triggerin", "%triggerin"},
                                                        {"pretrans", "%pretrans"},
                                                        {"posttrans", "%posttrans"}};
  const auto at = names.find(scriptlet);
  return at == names.end() ? "%" + scriptlet : at->second;
}

// Whether rpm itself printed the line. rpm --verbose names each package before it installs it.
bool is_rpms_own(const std::string& line) {
  constexpr std::array k_starts{
      "Preparing packages", "Verifying packages", "Updating / installing", "warning:", "error:",
      "Cleaning up"};
  if (std::ranges::any_of(k_starts, [&](const char* start) { return line.starts_with(start); })) return true;
  return line.find(' ') == std::string::npos && std::ranges::count(line, '-') >= 2;
}

// "file F from install of A conflicts with file from package B", "file F conflicts between attempted installs
// of A and B".
std::optional<std::string> file_conflict(const std::string& line) {
  const auto at = line.find("file ");
  if (at == std::string::npos) return std::nullopt;
  if (const auto file = between(line, "file ", " from install of ")) {
    const auto one = between(line, " from install of ", " conflicts with file from package ");
    const auto other = between(line, " conflicts with file from package ", "");
    if (one && other) return fmt::format("the file {} is in both {} and {}", *file, *one, *other);
  }
  if (const auto file = between(line, "file ", " conflicts between attempted installs of ")) {
    const auto both = between(line, " conflicts between attempted installs of ", "");
    return fmt::format("the file {} is in both {}", *file, *both);
  }
  return std::nullopt;
}

// "error: %prein(greet-1-1.noarch) scriptlet failed, exit status 1", with the output before it.
std::optional<std::string> scriptlet_failure(const std::vector<std::string>& lines, size_t at) {
  const std::string& line = lines[at];
  const auto kind = between(line, "error: %", "(");
  const auto package = between(line, "(", ") scriptlet failed");
  if (!kind || !package) return std::nullopt;
  const std::string how = between(line, "scriptlet failed, ", "").value_or("it failed");
  std::string words;
  for (size_t i = at; i-- > 0 && words.empty();) {
    const std::string said(trim(lines[i]));
    if (said.empty()) continue;
    if (is_rpms_own(said)) break;
    words = said.substr(0, k_words_shown);
  }
  return fmt::format("{} of {} failed ({}){}", section_name(*kind), *package, how,
                     words.empty() ? "" : ": " + words);
}

// A Lua scriptlet, which rpm runs itself:
// error: lua script failed: [string "%pretrans(greet-1-1.noarch)"]:1: not on this day
std::optional<std::string> lua_failure(const std::string& line) {
  const auto kind = between(line, "[string \"%", "(");
  const auto package = between(line, "(", ")\"]:");
  const auto words = between(line, ")\"]:", "");
  if (!line.starts_with("error: ") || !kind || !package || !words) return std::nullopt;
  return fmt::format("{} of {} failed (line {})", section_name(*kind), *package, *words);
}

// Below "error: Failed dependencies:".
std::optional<std::string> dependency(const std::string& line) {
  constexpr std::array k_words{" is needed by ", " conflicts with ", " is obsoleted by "};
  const std::string text(trim(line));
  if (line.starts_with("\t") &&
      std::ranges::any_of(k_words, [&](const char* words) { return text.find(words) != std::string::npos; }))
    return text;
  return std::nullopt;
}

std::string with_number(std::string first, size_t more, const char* what) {
  return more == 0 ? first : fmt::format("{}, and {} more {}", first, more, what);
}

}  // namespace

InstallFailure diagnose_installation(std::string_view log) {
  const std::vector<std::string> lines = split(log, '\n');
  std::vector<std::string> files;
  std::vector<std::string> dependencies;
  std::string scriptlet;
  std::string unpacking;
  std::string other;
  InstallFailure failure;
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string& line = lines[i];
    const bool says_full = full_disk_in(line) != 0;
    failure.says_full |= says_full;
    failure.no_space |= line.find(" more space on the ") != std::string::npos ||
                        line.find(" more space needed on the ") != std::string::npos ||
                        (says_full && line.starts_with("error: "));
    if (auto text = file_conflict(line)) {
      files.push_back(std::move(*text));
    } else if (auto lua = lua_failure(line)) {
      scriptlet = std::move(*lua);
    } else if (auto said = scriptlet_failure(lines, i)) {
      // A failed %post does not stop the installation, so a later line about a failed %pre counts.
      scriptlet = std::move(*said);
    } else if (auto needed = dependency(line)) {
      dependencies.push_back(std::move(*needed));
    } else if (const auto file = between(line, "unpacking of archive failed", "")) {
      unpacking = "unpacking failed" + *file;
    } else if (line.starts_with("error: ") && !line.ends_with("Failed dependencies:") &&
               !line.ends_with(": install failed") && !line.ends_with(": install skipped")) {
      other = line.substr(line.find(' ') + 1);
    }
  }
  if (!files.empty()) {
    failure.cause = with_number(files.front(), files.size() - 1, files.size() == 2 ? "file" : "files");
    failure.hint =
        "remove one of the two packages from the BuildRequires, or let only one of them contain the file";
  } else if (!dependencies.empty()) {
    failure.cause = with_number(dependencies.front(), dependencies.size() - 1, "like it");
    failure.hint = "the target's own rpm cannot install these packages together; root.log lists all problems";
  } else if (!unpacking.empty()) {
    failure.cause = unpacking;
    failure.hint =
        "the package is damaged, or the file system of the cache is damaged or does not support such files";
  } else if (!scriptlet.empty()) {
    failure.cause = scriptlet;
    failure.hint = "correct that section of the package's spec; root.log has its whole output";
  } else {
    const auto last = last_lines(log, 1);
    failure.cause = !other.empty() ? other
                    : last.empty() ? "it printed nothing"
                                   : std::string(trim(last.front()));
    failure.hint = "root.log has the whole output of rpm";
  }
  return failure;
}

}  // namespace rpmworks::buildroot
