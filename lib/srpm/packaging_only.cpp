// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/packaging_only.hpp"

#include <algorithm>
#include <set>

namespace rpmworks::srpm {

namespace {

// "sources" is dist-git's.
bool describes_packaging(const std::string& path) {
  const std::string name = last_name(path);
  return path.starts_with('.') || name.starts_with('.') || name.starts_with("README") || name == "sources" ||
         name.find("LICEN") != std::string::npos || name.starts_with("COPYING") || name.ends_with(".spec") ||
         name.ends_with(".patch") || name.ends_with(".diff");
}

}  // namespace

bool holds_packaging_only(const TreeFiles& tree, const std::string& subdir, const rpm::SpecInfo& info) {
  std::set<std::string> named;
  for (const auto& source : info.sources) named.insert(source.file);
  return std::ranges::all_of(tree.entries(), [&](const git::TreeEntry& entry) {
    if (entry.kind == git::TreeEntry::Kind::folder) return true;
    if (!subdir.empty() && !entry.path.starts_with(subdir + "/")) return true;
    const std::string path = subdir.empty() ? entry.path : entry.path.substr(subdir.size() + 1);
    return entry.kind != git::TreeEntry::Kind::submodule &&
           (describes_packaging(path) || named.count(last_name(path)) > 0);
  });
}

}  // namespace rpmworks::srpm
