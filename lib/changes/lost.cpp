// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/lost.hpp"

#include <map>
#include <mutex>
#include <set>
#include <unordered_set>

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
    if (!change.before || !change.details || change.before->nevra.is_source()) continue;
    for (const auto& provide : change.details->provides.lost) add(change, provide);
    for (const auto& soname : change.details->sonames_lost) add(change, soname);
    if (!change.after) add(change, change.before->nevra.name);
  }
  return lost;
}

// Rich requirements are not taken apart. A source package's requirements are for building it.
std::vector<OutsideRequirement> gained_requirements(const Changes& changes) {
  std::vector<OutsideRequirement> gained;
  for (const auto& change : changes.packages) {
    if (!change.after || !change.details || change.after->nevra.is_source()) continue;
    for (const auto& requirement : change.details->requires_.gained)
      if (!requirement.starts_with('(')) gained.push_back({requirement, change.after->nevra.str()});
  }
  return gained;
}

/// Looks through the packages of the new place.
class Search {
 public:
  Search(std::map<std::string, LostProvide> lost, std::vector<OutsideRequirement> gained)
      : m_lost(std::move(lost)), m_gained(std::move(gained)) {
    for (const auto& [name, one] : m_lost) m_wanted.insert(name);
    for (const auto& one : m_gained) m_wanted.insert(name_of_dependency(one.requirement));
  }

  bool is_needed() const { return !m_wanted.empty(); }

  void look_at(const rpm::Contents& contents) {
    const rpm::Package& package = contents.package;
    if (package.is_source()) return;
    std::vector<std::string> provided;
    std::vector<std::string> required;
    for (const auto& provide : package.provides)
      if (std::string name = name_of_dependency(provide); m_wanted.contains(name)) provided.push_back(name);
    for (const auto& file : contents.files)
      if (m_wanted.contains(file.path)) provided.push_back(file.path);
    for (const auto& requirement : package.requires_)
      if (std::string name = name_of_dependency(requirement); m_lost.contains(name)) required.push_back(name);
    const std::lock_guard guard(m_mutex);
    m_provided.insert(provided.begin(), provided.end());
    for (const auto& name : required) m_needed_by[name].insert(package.nevra.str());
  }

  void finish(Changes& changes) {
    for (auto& [name, one] : m_lost) {
      const auto needed = m_needed_by.find(name);
      if (needed == m_needed_by.end() || m_provided.contains(name)) continue;
      one.needed_by.assign(needed->second.begin(), needed->second.end());
      changes.lost.push_back(std::move(one));
    }
    for (auto& one : m_gained)
      if (!m_provided.contains(name_of_dependency(one.requirement)))
        changes.outside.push_back(std::move(one));
  }

 private:
  std::map<std::string, LostProvide> m_lost;
  std::vector<OutsideRequirement> m_gained;
  std::unordered_set<std::string> m_wanted;
  std::mutex m_mutex;
  std::unordered_set<std::string> m_provided;
  std::map<std::string, std::set<std::string>> m_needed_by;
};

}  // namespace

void add_unfulfilled(Changes& changes, const inventory::Inventory& after, unsigned jobs) {
  Search search(lost_names(changes), gained_requirements(changes));
  if (!search.is_needed()) return;
  const auto& packages = after.manifest.packages;
  parallel_for(packages.size(), jobs, [&](size_t i) {
    try {
      const auto& details_of = after.relations ? after.relations : after.details;
      if (const auto details = details_of(packages[i]); details.contents) search.look_at(*details.contents);
    } catch (const Error& error) {
      if (error.code() == ExitCode::upstream) throw;  // a server: nothing would be found
      return;                                         // `verify` reports damaged packages
    }
  });
  search.finish(changes);
}

}  // namespace rpmworks::changes
