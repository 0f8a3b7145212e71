// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/work_tree_attributes.hpp"

namespace rpmworks::git {

void WorkTreeAttributes::enter(const std::string& folder) {
  constexpr std::string_view k_byte_order_mark = "\xef\xbb\xbf";
  const auto text = m_read(folder.empty() ? ".gitattributes" : folder + "/.gitattributes");
  m_folders.push_back({folder, text.has_value()});
  if (!text) return;
  // git skips a byte order mark in a work tree's file.
  const std::string_view rules = *text;
  m_rules.enter(folder, rules.substr(rules.starts_with(k_byte_order_mark) ? k_byte_order_mark.size() : 0));
}

ArchiveAttributes WorkTreeAttributes::of(const std::string& path) {
  while (m_folders.size() > 1 && !path.starts_with(m_folders.back().path + "/")) {
    if (m_folders.back().has_rules) m_rules.leave();
    m_folders.pop_back();
  }
  const std::string& deepest = m_folders.back().path;
  for (size_t slash = path.find('/', deepest.empty() ? 0 : deepest.size() + 1); slash != std::string::npos;
       slash = path.find('/', slash + 1))
    enter(path.substr(0, slash));
  return m_rules.of(path);
}

}  // namespace rpmworks::git
