// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/ids.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/error.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace rpmworks::sandbox {

namespace {

constexpr unsigned k_highest_id = 65535;

std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

std::string user_name(unsigned uid) {
  passwd entry{};
  passwd* found = nullptr;
  std::string buffer(16384, '\0');
  if (::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) == 0 && found) return found->pw_name;
  return std::to_string(uid);
}

std::vector<IdRange> ranges_in(const char* file, const std::string& user, unsigned uid) {
  std::error_code failure;
  if (!fs::exists(file, failure)) return {};
  return parse_id_ranges(read_file(file), user, uid);
}

}  // namespace

std::vector<IdRange> parse_id_ranges(std::string_view text, const std::string& user, unsigned uid) {
  std::vector<IdRange> ranges;
  for (const auto& line : split(text, '\n')) {
    const auto fields = split(trim(line), ':');
    if (fields.size() != 3 || (fields[0] != user && fields[0] != std::to_string(uid))) continue;
    const auto first = number(fields[1]);
    const auto count = number(fields[2]);
    if (first && count && *count > 0) ranges.push_back({*first, *count});
  }
  return ranges;
}

unsigned count_of(const std::vector<IdRange>& ranges) {
  unsigned long long count = 0;
  for (const auto& range : ranges) count += range.count;
  return static_cast<unsigned>(std::min<unsigned long long>(count, k_highest_id));
}

std::vector<std::string> mapping(unsigned own, const std::vector<IdRange>& ranges) {
  std::vector<std::string> words = {"0", std::to_string(own), "1"};
  unsigned next = 1;
  for (const auto& range : ranges) {
    const unsigned count = std::min(range.count, k_highest_id + 1 - next);
    if (count == 0) break;
    for (const unsigned word : {next, range.first, count}) words.push_back(std::to_string(word));
    next += count;
  }
  return words;
}

OwnIds own_ids() {
  OwnIds ids;
  ids.uid = ::geteuid();
  ids.gid = ::getegid();
  ids.user = user_name(ids.uid);
  // Group ids are also granted by user name.
  ids.uids = ranges_in("/etc/subuid", ids.user, ids.uid);
  ids.gids = ranges_in("/etc/subgid", ids.user, ids.uid);
  return ids;
}

}  // namespace rpmworks::sandbox
