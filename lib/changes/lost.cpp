// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/lost.hpp"

#include <map>
#include <mutex>
#include <set>

#include "core/error.hpp"
#include "core/pool.hpp"
#include "rpm/requirement.hpp"

namespace rpmworks::changes {

namespace {

std::string name_of_dependency(const std::string& text) {
  return std::string(rpm::requirement_name(text));
}

// By name: who provided it.
std::map<std::string, LostProvide> lost_names(const Changes& changes) {
  std::map<std::string, LostProvide> lost;
  const auto add = [&](const PackageChange& change, const std::string& provide) {
    lost.try_emplace(name_of_dependency(provide),
                     LostProvide{.provide = provide, .package = change.before->nevra.str(), .needed_by = {}});
  };
  for (const auto& change : changes.packages) {
    if (!change.before || !change.details) continue;
    for (const auto& provide : change.details->provides.lost) add(change, provide);
    for (const auto& soname : change.details->sonames_lost) add(change, soname);
    if (!change.after) add(change, change.before->nevra.name);
  }
  return lost;
}

/// Looks through the packages of the new place.
class Search {
 public:
  explicit Search(std::map<std::string, LostProvide>& lost) : m_lost(lost) {}

  void look_at(const rpm::Package& package) {
    if (package.is_source()) return;
    const std::lock_guard guard(m_mutex);
    for (const auto& provide : package.provides) m_provided.insert(name_of_dependency(provide));
    for (const auto& requirement : package.requires_)
      if (const auto one = m_lost.find(name_of_dependency(requirement)); one != m_lost.end())
        m_needed_by[one->first].insert(package.nevra.str());
  }

  std::vector<LostProvide> result() {
    std::vector<LostProvide> found;
    for (auto& [name, one] : m_lost) {
      const auto needed = m_needed_by.find(name);
      if (needed == m_needed_by.end() || m_provided.contains(name)) continue;
      one.needed_by.assign(needed->second.begin(), needed->second.end());
      found.push_back(std::move(one));
    }
    return found;
  }

 private:
  std::map<std::string, LostProvide>& m_lost;
  std::mutex m_mutex;
  std::set<std::string> m_provided;
  std::map<std::string, std::set<std::string>> m_needed_by;
};

}  // namespace

std::vector<LostProvide> lost_provides(const Changes& changes, const inventory::Inventory& after,
                                       unsigned jobs) {
  std::map<std::string, LostProvide> lost = lost_names(changes);
  if (lost.empty()) return {};
  Search search(lost);
  const auto& packages = after.manifest.packages;
  parallel_for(packages.size(), jobs, [&](size_t i) {
    try {
      if (const auto details = after.details(packages[i]); details.contents)
        search.look_at(details.contents->package);
    } catch (const Error&) {
      return;  // `verify` reports damaged packages
    }
  });
  return search.result();
}

}  // namespace rpmworks::changes
