// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/failure.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <regex>

#include "build/failure_class.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::build {

namespace {

constexpr size_t k_lines = k_shown_lines;
constexpr size_t k_cause = 200;                    // bytes of a line that is taken for the cause
constexpr off_t k_end = off_t{4} << 20;            // bytes of a log that are looked at
constexpr uint64_t k_little = uint64_t{64} << 20;  // bytes: what failed for want of space may have freed some

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// "error: Bad exit status from /var/tmp/rpm-tmp.x (%build)"
std::string phase_of(std::string_view log) {
  constexpr std::string_view k_bad = "error: Bad exit status from ";
  const size_t at = log.find(k_bad);
  if (at != std::string_view::npos) {
    const std::string_view line = log.substr(at, log.find('\n', at) - at);
    const size_t open = line.rfind('(');
    const size_t close = line.rfind(')');
    if (open != std::string_view::npos && close != std::string_view::npos && open < close)
      return std::string(line.substr(open + 1, close - open - 1));
  }
  if (has(log, "error: Failed build dependencies:")) return "BuildRequires";
  if (has(log, "Installed (but unpackaged) file(s) found") || has(log, "error: File not found") ||
      has(log, "error: Directory not found") || has(log, "error: File must begin with"))
    return "files";
  return {};
}

// The lines between "Failed build dependencies:" and what is not indented: "\tfoo >= 1 is needed by
// bar-1-1.x86_64"
std::vector<std::string> missing_in(const std::vector<std::string>& lines) {
  std::vector<std::string> missing;
  bool listing = false;
  for (const auto& line : lines) {
    if (has(line, "error: Failed build dependencies:")) {
      listing = true;
    } else if (listing) {
      const size_t end = line.rfind(" is needed by ");
      if (!line.starts_with('\t') || end == std::string::npos) break;
      missing.emplace_back(trim(std::string_view(line).substr(0, end)));
    }
  }
  return missing;
}

struct Known {
  const char* pattern;
  const char* hint;  // {} is what the pattern's first group caught
};

// In order of how surely the line is the cause and not a consequence.
constexpr Known k_known[] = {
    {"fatal error: Killed signal terminated program|virtual memory exhausted",
     "the compiler ran out of memory; build with fewer jobs"},
    // The kernel holds the limit at twice as many, and may be quicker than who looks.
    {"[Cc]annot fork|fork: (?:retry: )?Resource temporarily unavailable",
     "it started as many processes as it may; if it needs more, raise `limits: { processes: … }` of the "
     "package or of its target in repos.yaml"},
    {"fatal error: ([^:]+): No such file or directory",
     "add a BuildRequires on the -devel package that holds {}"},
    {"(?:Could not resolve host|Temporary failure in name resolution|Network is unreachable)",
     "builds have no network: make what is downloaded a Source of the spec"},
    {"([^\\s:]+): (?:command )?not found", "add a BuildRequires on the package that holds the program {}"},
    {"No package '([^']+)' found", "add BuildRequires: pkgconfig({})"},
    {"ModuleNotFoundError: No module named '([^']+)'",
     "add a BuildRequires on the package of the Python module {}"},
    {"cannot find -l([^\\s:]+)", "add a BuildRequires on the -devel package of the library {}"},
    {"Hunk #\\d+ FAILED", "a patch of the spec does not apply to its sources; refresh it"},
    {"Installed \\(but unpackaged\\) file",
     "name these files in %files, or remove them at the end of %install"},
    {"error: (?:File|Directory) not found: (?:/builddir/build/BUILDROOT/[^/]+)?(\\S+)",
     "%install did not make {}, which %files names"},
    {"cd: (?:line \\d+: )?(?:can't cd to )?([^\\s:]+): No such file|can't cd to (\\S+)",
     "the sources do not unpack into the folder that %setup expects; see its option -n"},
    {"(?:cannot create|cannot touch|cannot remove)[^\\n]*: Permission denied",
     "builds do not run as root: write below %{buildroot} only"},
};

// Sets the cause and the hint by what is known well.
void recognise(const std::vector<std::string>& lines, Failure& failure) {
  for (const auto& [pattern, hint] : k_known) {
    const std::regex expression(pattern, std::regex::optimize);
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
      std::smatch match;
      // Very long lines are compilers' command lines; std::regex would recurse over them. The shell's trace
      // tells what may yet be said.
      if (line->size() > 1000 || line->starts_with('+') || !std::regex_search(*line, match, expression))
        continue;
      failure.cause = trim(*line).substr(0, k_cause);
      failure.hint = hint;
      const size_t place = failure.hint.find("{}");
      if (place != std::string::npos)
        failure.hint.replace(place, 2, match.size() > 1 ? match[1].str() : "it");
      return;
    }
  }
}

// The last line of what the build itself said: neither the shell's trace nor rpm's and make's word that
// something failed.
std::string last_word(const std::vector<std::string>& lines) {
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    const std::string_view text = trim(*line);
    if (text.empty() || text.starts_with('+') || has(text, "Bad exit status from ") ||
        (text.starts_with("make") && has(text, ": *** ") && has(text, " Error ")))
      continue;
    return has(text, "Executing(%") ? "" : std::string(text.substr(0, k_cause));
  }
  return {};
}

}  // namespace

Failure diagnose(std::string_view build_log) {
  Failure failure;
  failure.phase = phase_of(build_log);
  failure.no_space = has(build_log, "No space left on device");
  // rpm says at the end again what it has said already.
  const size_t repetition = build_log.rfind("\nRPM build errors:");
  const bool repeats = repetition != std::string_view::npos && !failure.phase.empty();
  failure.lines = last_lines(repeats ? build_log.substr(0, repetition) : build_log, k_lines);
  const auto tail = last_lines(build_log, 400);
  failure.missing = missing_in(tail);
  recognise(tail, failure);
  if (failure.cause.empty()) failure.cause = last_word(failure.lines);
  return failure;
}

std::string end_of_log(const fs::path& log) {
  const FileDescriptor fd = open_for_reading(log);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) throw system_error("stat", log.string());
  if (info.st_size > k_end && ::lseek(fd.get(), -k_end, SEEK_END) < 0)
    throw system_error("seek in", log.string());
  std::string text(static_cast<size_t>(std::min(info.st_size, k_end)), '\0');
  size_t have = 0;
  while (have < text.size()) {
    const ssize_t got = ::read(fd.get(), text.data() + have, text.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw system_error("read", log.string());
    if (got == 0) break;
    have += static_cast<size_t>(got);
  }
  text.resize(have);
  return text;
}

bool is_nearly_full(const fs::path& folder) {
  struct statvfs info {};
  if (::statvfs(folder.c_str(), &info) != 0) return false;
  const bool no_files = info.f_files != 0 && info.f_favail == 0;
  return no_files || uint64_t{info.f_bavail} * info.f_frsize < k_little;
}

}  // namespace rpmworks::build
