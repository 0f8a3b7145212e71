// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rpmbuild_log.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/text.hpp"

namespace rpmworks::engine {

namespace {

constexpr std::string_view k_rpm_error = "error: ";
constexpr std::string_view k_warning = "warning: ";
constexpr std::string_view k_bad_exit = "Bad exit status from ";
constexpr std::string_view k_failed_needs = "Failed build dependencies:";
constexpr std::string_view k_again = "    ";  // indent of each message that rpm repeats

using Lines = std::vector<std::string>;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_summary(std::string_view line) {
  return line == "RPM build errors:" || line == "RPM build warnings:";
}

std::string_view without(std::string_view line, std::string_view begin) {
  return line.starts_with(begin) ? line.substr(begin.size()) : line;
}

// The section in "/var/tmp/rpm-tmp.x (%build)". Other lines can contain the words before it, too.
std::string failed_section(std::string_view message) {
  if (!message.starts_with(k_bad_exit)) return {};
  const size_t open = message.rfind('(');
  const size_t close = message.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || open > close) return {};
  const std::string_view name = message.substr(open + 1, close - open - 1);
  return name.starts_with('%') ? std::string(name) : std::string();
}

// The messages below the headings. A message with several lines has a smaller indent from the second on.
Lines repeated_errors(const Lines& lines, size_t headings, const std::set<std::string_view>& warnings) {
  Lines errors;
  bool is_open = false;
  for (size_t i = headings; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with(k_again)) {
      const std::string_view message = line.substr(k_again.size());
      is_open = !warnings.contains(message);
      if (is_open) errors.emplace_back(message);
    } else if (is_open && !errors.empty() && (line.starts_with(' ') || line.starts_with('\t'))) {
      errors.back() += '\n';
      errors.back() += line;
    } else {
      is_open = false;
    }
  }
  return errors;
}

// The messages where rpm prints them for the first time.
Lines direct_errors(const Lines& lines) {
  Lines errors;
  bool is_open = false;
  for (const std::string_view line : lines) {
    if (line.starts_with(k_rpm_error) && !trim(line.substr(k_rpm_error.size())).empty()) {
      errors.emplace_back(line.substr(k_rpm_error.size()));
      is_open = true;
    } else if (is_open && (line.starts_with("   ") || line.starts_with('\t'))) {
      errors.back() += '\n';
      errors.back() += line;
    } else {
      is_open = false;
    }
  }
  return errors;
}

// The line where rpm's repetition begins: the heading of errors, or the heading of warnings if only warnings
// are between the two.
size_t begin_of_repetition(const Lines& lines, size_t heading) {
  for (size_t i = heading; i-- > 0;) {
    const std::string_view line = lines[i];
    if (is_summary(line)) return i;
    if (!trim(line).empty() && !line.starts_with(' ') && !line.starts_with('\t')) break;
  }
  return heading;
}

// Whether a message of rpm is about %files, in case the log does not show that rpm processed files.
bool is_of_files(std::string_view message) {
  constexpr std::array k_words = {"Installed (but unpackaged) file(s) found",
                                  "File not found",
                                  "Directory not found",
                                  "File must begin with",
                                  "Empty %files file",
                                  "Could not open %files file",
                                  "Arch dependent binaries in noarch"};
  return std::ranges::any_of(k_words, [message](const char* words) { return message.starts_with(words); });
}

}  // namespace

RpmbuildLog read_rpmbuild_log(std::string_view log) {
  const Lines lines = split(log, '\n');
  std::set<std::string_view> warnings;
  size_t headings = lines.size();
  for (size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = lines[i];
    if (line.starts_with(k_warning)) warnings.insert(line.substr(k_warning.size()));
    // A build can print the heading itself; rpm's own is the last, next to that of warnings.
    if (is_summary(line)) headings = i;
  }
  RpmbuildLog found;
  found.errors = repeated_errors(lines, headings, warnings);
  const bool is_repeated = !found.errors.empty();
  headings = is_repeated ? begin_of_repetition(lines, headings) : lines.size();
  // Where rpm first reports that a section failed.
  size_t end = headings;
  for (size_t i = lines.size(); i-- > 0;) {
    const std::string_view message = without(lines[i], k_rpm_error);
    const std::string section = failed_section(message);
    if (section.empty()) continue;
    found.is_mixed = message.size() == lines[i].size();
    if (!is_repeated) found.phase = section;
    end = std::min(i, headings);
    break;
  }
  for (const auto& error : found.errors)
    if (std::string section = failed_section(error); !section.empty()) found.phase = std::move(section);
  size_t begin = 0;  // of the failed section, or of the last section if the log shows none that failed
  bool is_found = false;
  bool looks_at_files = false;
  for (size_t i = 0; i < headings; ++i) {
    const std::string_view line = without(lines[i], k_rpm_error);
    const bool executes = line.starts_with("Executing(%");
    const bool is_it = executes && !found.phase.empty() && has(line, "(" + found.phase + "):");
    if (is_it || (executes && !is_found)) begin = i + 1;
    is_found = is_found || is_it;
    looks_at_files = line.starts_with("Processing files: ") || (looks_at_files && !executes);
  }
  if (!is_repeated) found.errors = direct_errors(found.phase.empty() ? lines : Lines{});
  // mock can write the end of a section after rpm's message that it failed.
  const size_t last = found.is_mixed || is_repeated ? headings : end;
  for (size_t i = begin; i < std::max(begin, last); ++i) {
    const std::string_view line = lines[i];
    if (!failed_section(without(line, k_rpm_error)).empty() || trim(line) == trim(k_rpm_error) ||
        is_summary(line))
      continue;
    found.section.push_back(lines[i]);
  }
  if (!found.phase.empty()) return found;
  // In an unfinished section, "error: " comes from some other program.
  if (!is_repeated && begin > 0 && !looks_at_files)
    std::erase_if(found.errors, [](const auto& error) {
      return !is_of_files(error) && !error.starts_with(k_failed_needs);
    });
  for (const auto& error : found.errors) {
    if (error.starts_with(k_failed_needs)) found.phase = "BuildRequires";
    if (found.phase.empty() && (looks_at_files || is_of_files(error))) found.phase = "files";
  }
  return found;
}

}  // namespace rpmworks::engine
