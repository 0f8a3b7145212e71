// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/exclude_filter.hpp"

#include <algorithm>

#include "git/wildmatch.hpp"

namespace rpmworks::git {

bool is_excluded(const std::vector<std::string>& patterns, const std::string& path) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    const std::string folder = pattern.ends_with('/') ? pattern : pattern + "/";
    return path == pattern || path.starts_with(folder) || git::wildmatch(pattern, path, true);
  });
}

void ExcludeFilter::add(const std::string& path, const Member& member) {
  if (m_patterns.empty()) return m_sink(path, member);
  if (member.entry.kind == git::TreeEntry::Kind::folder) {
    m_pending.push_back({path, member});
    return;
  }
  if (is_excluded(m_patterns, path)) return;
  for (const auto& folder : m_pending)
    if (path.starts_with(folder.path + "/")) m_sink(folder.path, folder.member);
  m_pending.clear();
  m_sink(path, member);
}

}  // namespace rpmworks::git
