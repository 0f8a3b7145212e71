// SPDX-License-Identifier: GPL-3.0-or-later
// Files and their meaning: kernel Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst.
#include <algorithm>
#include <charconv>

#include "buildroot/admission.hpp"
#include "core/text.hpp"

namespace rpmworks::buildroot {

namespace {

struct Names {
  std::vector<std::string> limits;
  const char* used;
  const char* inactive;  ///< in memory.stat: inactive file pages
};

const Names& names_of(bool is_v2) {
  static const Names v1{{"memory.limit_in_bytes"}, "memory.usage_in_bytes", "total_inactive_file "};
  // Beyond memory.high a group is throttled so much that it hardly progresses.
  static const Names v2{{"memory.max", "memory.high"}, "memory.current", "inactive_file "};
  return is_v2 ? v2 : v1;
}

// Version 1 writes the largest possible number of pages for "no limit".
constexpr uint64_t k_no_limit = uint64_t{1} << 60;

std::optional<uint64_t> number(std::string_view text) {
  uint64_t value = 0;
  const auto [_, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return failure == std::errc{} ? std::optional(value) : std::nullopt;  // "max" is not a number
}

std::string text_of(const fs::path& file) {
  std::error_code none;
  return fs::is_regular_file(file, none) ? read_file(file) : "";
}

uint64_t inactive(const fs::path& group, const std::string& name) {
  for (const auto& line : split(text_of(group / "memory.stat"), '\n'))
    if (line.starts_with(name)) return number(std::string_view(line).substr(name.size())).value_or(0);
  return 0;
}

std::optional<uint64_t> left_in(const fs::path& group, const Names& names) {
  std::optional<uint64_t> limit;
  for (const auto& name : names.limits) {
    const auto value = number(text_of(group / name));
    if (value && *value < k_no_limit) limit = std::min(limit.value_or(*value), *value);
  }
  const auto used = number(text_of(group / names.used));
  if (!limit || !used) return std::nullopt;
  const uint64_t needed = *used - std::min(*used, inactive(group, names.inactive));
  return *limit - std::min(*limit, needed);
}

}  // namespace

std::optional<uint64_t> cgroup_memory_left(const fs::path& root) {
  std::optional<uint64_t> left;
  // Lines are "ID:CONTROLLERS:PATH"; version 2 is "0::PATH".
  for (const auto& line : split(text_of(root / "proc/self/cgroup"), '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() < 3) continue;
    const bool is_v2 = fields[0] == "0" && fields[1].empty();
    const auto controllers = split(fields[1], ',');
    if (!is_v2 && std::ranges::find(controllers, "memory") == controllers.end()) continue;
    const fs::path mount = root / (is_v2 ? "sys/fs/cgroup" : "sys/fs/cgroup/memory");
    // The limits of all enclosing groups count too. In a container the path may be that of the host, of which
    // only the mount itself is visible.
    fs::path below = fs::path(fields[2]).relative_path().lexically_normal();
    for (bool is_mount = false; !is_mount; below = below.parent_path()) {
      is_mount = below.empty();
      if (const auto here = left_in(mount / below, names_of(is_v2)))
        left = std::min(left.value_or(*here), *here);
    }
  }
  return left;
}

}  // namespace rpmworks::buildroot
