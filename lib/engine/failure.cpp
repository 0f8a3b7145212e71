// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/failure.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "core/described.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "engine/failure_class.hpp"
#include "engine/known_causes.hpp"
#include "engine/rpmbuild_log.hpp"
#include "rpm/messages.hpp"

namespace rpmworks::engine {

namespace {

constexpr size_t k_lines = k_shown_lines;
constexpr std::string_view k_error = "error: ";
constexpr size_t k_cause = 200;          // bytes of a cause
constexpr size_t k_searched = 4000;      // lines that are searched for the cause
constexpr off_t k_end = off_t{4} << 20;  // bytes of a log that are read
constexpr uint64_t k_little = uint64_t{64}
                              << 20;  // bytes; a build that had no space may have freed some since

// Does not cut a UTF-8 character.
std::string shortened(std::string text) {
  if (text.size() <= k_cause) return text;
  size_t size = k_cause;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  text.resize(size);
  return text;
}

// "\tfoo >= 1 is needed by bar-1-1.x86_64" below "Failed build dependencies:".
std::vector<std::string> missing_in(const std::vector<std::string>& errors) {
  std::vector<std::string> missing;
  for (const auto& error : errors) {
    if (!error.starts_with("Failed build dependencies:")) continue;
    for (const auto& line : split(error, '\n')) {
      const size_t end = line.rfind(" is needed by ");
      if (!line.starts_with('\t') || end == std::string::npos) continue;
      std::string name(trim(std::string_view(line).substr(0, end)));
      if (std::ranges::find(missing, name) == missing.end()) missing.push_back(std::move(name));
    }
  }
  return missing;
}

// The first line of a message, with the first entry of a list that follows it.
std::string told_by_rpm(const std::string& error) {
  const auto lines = split(error, '\n');
  std::string text = std::string(k_error) + std::string(trim(lines.front()));
  if (!text.ends_with(':') || lines.size() < 2) return text;
  text += " " + std::string(trim(lines[1]));
  if (lines.size() > 2) text += fmt::format(" and {} more", lines.size() - 2);
  return text;
}

void find_cause(const RpmbuildLog& log, Failure& failure) {
  if (!failure.phase.starts_with('%') && !log.errors.empty()) {
    failure.cause = told_by_rpm(log.errors.front());
    failure.hint = advice_on_rpm_error(log.errors.front());
    return;
  }
  if (const auto known = known_cause_in(log.section)) {
    failure.cause = known->line;
    failure.hint = known->hint;
  } else {
    failure.cause = last_word(log.section);
  }
  // mock joined rpm's "error: " with a line of the section.
  if (log.is_mixed && failure.cause.starts_with(k_error)) failure.cause.erase(0, k_error.size());
}

}  // namespace

std::string hint_or_log_advice(const std::string& hint, const std::string& cause) {
  if (!hint.empty()) return hint;
  return cause.empty() ? "see the end of the log for the cause"
                       : "see the log for what happened before this line";
}

std::string_view without_error_prefix(std::string_view cause) {
  return cause.starts_with(k_error) ? cause.substr(k_error.size()) : cause;
}

std::vector<std::string> lines_to_show(std::string_view log, const std::string& cause) {
  std::vector<std::string> end = last_lines(log, k_lines);
  const auto says_it = [&](const std::string& line) { return line.find(cause) != std::string::npos; };
  if (cause.empty() || std::ranges::any_of(end, says_it)) return end;
  const auto all = last_lines(log, k_searched);
  const auto place = std::ranges::find_if(all, says_it);
  if (place == all.end()) return end;
  constexpr ptrdiff_t k_part = k_lines / 2;
  const auto begin = place - std::min<ptrdiff_t>(2, place - all.begin());
  std::vector<std::string> shown(begin, begin + std::min<ptrdiff_t>(k_part, all.end() - begin));
  shown.emplace_back("…");
  shown.insert(shown.end(), end.end() - std::min<ptrdiff_t>(k_part - 1, std::ssize(end)), end.end());
  return shown;
}

Failure diagnose(std::string_view build_log) {
  const RpmbuildLog log = read_rpmbuild_log(build_log);
  Failure failure;
  failure.phase = log.phase;
  failure.no_space =
      full_disk_in(build_log) != 0 || build_log.find(rpm::k_payload_not_written) != std::string_view::npos;
  failure.missing = missing_in(log.errors);
  find_cause(log, failure);
  failure.cause = shortened(std::move(failure.cause));
  // rpm repeats its messages at the end.
  const size_t repetition = build_log.rfind("\nRPM build errors:");
  const bool repeats = repetition != std::string_view::npos && !failure.phase.empty();
  failure.lines = lines_to_show(repeats ? build_log.substr(0, repetition) : build_log, failure.cause);
  return failure;
}

std::string read_log_end(const fs::path& log) {
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

}  // namespace rpmworks::engine
