// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "buildplan/graph.hpp"
#include "core/text.hpp"

namespace rpmworks::chain {

namespace {

using Kind = Finding::Kind;
using Location = upstream::Location;

constexpr size_t k_none = static_cast<size_t>(-1);

std::string shown(const Packages& packages, size_t package) {
  return nevra_of(packages, package).str();
}

const std::string& repository(const Packages& packages, size_t package) {
  return packages[package].location.repository;
}

// "zlib" and "1.2-1" of "zlib-1.2-1.src.rpm".
std::pair<std::string, std::string> source_of(const solve::RepositoryPackage& package) {
  const rpm::Nevra source =
      rpm::Nevra::parse(std::string(rpm::source_file_stem(package.source_package)) + ".src");
  return {source.name, source.evr.str()};
}

enum class Content { same, different, unknown };

Content compare(const Location& one, const Location& other) {
  if (one.size && other.size && one.size != other.size) return Content::different;
  for (const auto digest : {&Location::sha256, &Location::sha1}) {
    if ((one.*digest).empty() || (other.*digest).empty()) continue;
    return one.*digest == other.*digest ? Content::same : Content::different;
  }
  return Content::unknown;
}

// Which names obsolete which, among packages that clients get. Source packages are never installed.
class Obsoletes {
 public:
  Obsoletes(const Packages& packages, const std::vector<Effective>& effective) : m_packages(packages) {
    for (const Effective& one : effective) {
      const rpm::Nevra& nevra = nevra_of(packages, one.package);
      if (nevra.is_source()) continue;
      const size_t name = m_number.try_emplace(nevra.name, m_number.size()).first->second;
      m_members.resize(m_number.size());
      m_members[name].push_back(one.package);
    }
    m_graph.resize(m_members.size());
    each_match([&](size_t by, size_t name, size_t, size_t) { m_graph[by].push_back(name); });
    for (auto& edges : m_graph) {
      std::ranges::sort(edges);
      edges.erase(std::ranges::unique(edges).begin(), edges.end());
    }
    m_cycles = buildplan::cycles(m_graph);
    m_cycle_of.assign(m_graph.size(), k_none);
    for (size_t i = 0; i < m_cycles.size(); ++i)
      for (const size_t name : m_cycles[i]) m_cycle_of[name] = i;
  }

  /// For each package that is obsoleted, one that obsoletes it; nothing within cycles.
  std::map<size_t, size_t> obsoleted() const {
    std::map<size_t, size_t> found;
    each_match([&](size_t by, size_t name, size_t package, size_t obsoleter) {
      if (m_cycle_of[by] == k_none || m_cycle_of[by] != m_cycle_of[name])
        found.try_emplace(package, obsoleter);
    });
    return found;
  }

  /// The packages of each cycle.
  std::vector<std::vector<size_t>> cycles() const {
    std::vector<std::vector<size_t>> all;
    for (const auto& cycle : m_cycles) {
      auto& members = all.emplace_back();
      for (const size_t name : cycle)
        members.insert(members.end(), m_members[name].begin(), m_members[name].end());
    }
    return all;
  }

 private:
  // Calls `on_match` with the number of the obsoleting name, of the obsoleted name, the obsoleted package,
  // and the obsoleting package.
  template <class OnMatch>
  void each_match(const OnMatch& on_match) const {
    for (size_t by = 0; by < m_members.size(); ++by) {
      for (const size_t obsoleter : m_members[by]) {
        for (const auto& obsoleted : m_packages[obsoleter].obsoletes) {
          const auto at = m_number.find(obsoleted.name);
          if (at == m_number.end() || at->second == by) continue;  // rpm ignores a package's own name
          for (const size_t package : m_members[at->second]) {
            if (obsoleted.covers(nevra_of(m_packages, package))) on_match(by, at->second, package, obsoleter);
          }
        }
      }
    }
  }

  const Packages& m_packages;
  std::unordered_map<std::string, size_t> m_number;  ///< of a name
  std::vector<std::vector<size_t>> m_members;        ///< by the number of the name
  buildplan::Graph m_graph;
  std::vector<std::vector<size_t>> m_cycles;
  std::vector<size_t> m_cycle_of;  ///< by the number of the name
};

}  // namespace

void apply_obsoletes(const Packages& packages, std::vector<Effective>& effective,
                     std::vector<Finding>& findings) {
  const Obsoletes obsoletes(packages, effective);
  const auto obsoleted = obsoletes.obsoleted();
  for (const auto& [package, by] : obsoleted) {
    const bool is_earlier = packages[by].repository < packages[package].repository;
    findings.push_back(
        {.kind = is_earlier ? Kind::obsoleted_before : Kind::obsoleted,
         .package = package,
         .other = by,
         .text = is_earlier ? fmt::format("{} has {}, but clients do not keep it: {} of {} obsoletes it",
                                          repository(packages, package), shown(packages, package),
                                          shown(packages, by), repository(packages, by))
                            : fmt::format("{} of {} is obsoleted by {} of {}", shown(packages, package),
                                          repository(packages, package), shown(packages, by),
                                          repository(packages, by))});
  }
  for (const auto& cycle : obsoletes.cycles()) {
    constexpr size_t k_most = 6;
    std::vector<std::string> names;
    for (size_t i = 0; i < std::min(cycle.size(), k_most); ++i) names.push_back(shown(packages, cycle[i]));
    if (cycle.size() > k_most) names.push_back(fmt::format("and {} more", cycle.size() - k_most));
    findings.push_back(
        {.kind = Kind::obsolete_each_other,
         .package = cycle.front(),
         .other = cycle[1],
         .text = fmt::format("{} obsolete each other: clients may keep any of them", join(names, ", "))});
  }
  std::erase_if(effective, [&](const Effective& one) { return obsoleted.contains(one.package); });
}

void find_different_content(const Packages& packages, std::vector<Finding>& findings) {
  std::map<std::string, std::vector<size_t>> copies;
  for (size_t i = 0; i < packages.size(); ++i) copies[shown(packages, i)].push_back(i);
  for (const auto& [nevra, all] : copies) {
    if (all.size() < 2) continue;
    const size_t last = all.back();
    for (size_t i = 0; i + 1 < all.size(); ++i) {
      const Content content = compare(packages[all[i]].location, packages[last].location);
      if (content == Content::same) continue;
      const bool is_different = content == Content::different;
      const std::string& here = repository(packages, last);
      const std::string& there = repository(packages, all[i]);
      const std::string where = here == there ? "twice in " + here : fmt::format("in {} and {}", there, here);
      findings.push_back(
          {.kind = is_different ? Kind::different_content : Kind::not_compared,
           .package = last,
           .other = all[i],
           .text = is_different
                       ? fmt::format("{} {}: different packages of the same version; a client gets either",
                                     nevra, where)
                       : fmt::format("{} {}: their metadata has no digests of the same kind to compare",
                                     nevra, where)});
      break;
    }
  }
}

void find_newer_before(const Packages& packages, const std::vector<Group>& groups,
                       const std::vector<Effective>& effective, std::vector<Finding>& findings) {
  std::unordered_set<size_t> kept;
  for (const Effective& one : effective) kept.insert(one.package);
  std::unordered_set<size_t> told;
  for (const Group& group : groups) {
    const size_t best = group.members.front();
    size_t last = best;  // the best package of the last repository that has one
    for (const size_t member : group.members)
      if (packages[member].repository > packages[last].repository) last = member;
    if (nevra_of(packages, last).evr == nevra_of(packages, best).evr) continue;
    if (!kept.contains(best) || !told.insert(best).second) continue;
    findings.push_back({.kind = Kind::newer_before,
                        .package = best,
                        .other = last,
                        .text = fmt::format("{} has {}, but clients keep or get {} of {}, which is newer",
                                            repository(packages, last), shown(packages, last),
                                            shown(packages, best), repository(packages, best))});
  }
}

namespace {

// What each repository has, for deciding what it removed.
class Contents {
 public:
  Contents(const Packages& packages, size_t repositories)
      : m_packages(packages), m_repositories(repositories), m_of(repositories) {
    for (size_t i = 0; i < packages.size(); ++i) {
      Of& of = m_of[packages[i].repository];
      of.packages.push_back(i);
      of.names.insert(key(i));
      of.nevras.insert(shown(packages, i));
      const auto [source, version] = source_of(packages[i]);
      if (!packages[i].source_package.empty()) of.sources[source].emplace(version, i);
    }
    find_complete();
  }

  bool has_name(size_t repository, size_t package) const {
    return m_of[repository].names.contains(key(package));
  }

  /// Of a repository that has packages.
  const std::string& name(size_t repository) const {
    return m_packages[m_of[repository].packages.front()].location.repository;
  }

  /// How many earlier packages the repository repeats unchanged, if it is complete; else 0.
  size_t unchanged(size_t repository) const { return m_of[repository].unchanged; }

  /// A package of the repository from another version of the same source package; k_none if there is none.
  size_t from_other_version(size_t repository, size_t package) const {
    if (m_packages[package].source_package.empty()) return k_none;
    const auto [source, version] = source_of(m_packages[package]);
    const auto at = m_of[repository].sources.find(source);
    if (at == m_of[repository].sources.end() || at->second.contains(version)) return k_none;
    return at->second.begin()->second;
  }

 private:
  struct Of {
    std::vector<size_t> packages;
    std::unordered_set<std::string> names;
    std::unordered_set<std::string> nevras;
    std::unordered_map<std::string, std::map<std::string, size_t>> sources;  // name → version → a package
    size_t unchanged = 0;
  };

  // A change of the architecture, such as from x86_64 to noarch, does not remove a package; source packages
  // are separate.
  std::string key(size_t package) const {
    const rpm::Nevra& nevra = nevra_of(m_packages, package);
    return nevra.is_source() ? nevra.name + ".src" : nevra.name;
  }

  void find_complete() {
    std::unordered_map<std::string, size_t> earlier;  // the highest version of each name and architecture
    for (size_t i = 0; i < m_repositories; ++i) {
      size_t unchanged = 0;
      size_t missing = 0;
      for (const auto& [name, package] : earlier) {
        if (m_of[i].nevras.contains(shown(m_packages, package))) ++unchanged;
        if (!has_name(i, package)) ++missing;
      }
      if (unchanged > 0 && unchanged >= missing) m_of[i].unchanged = unchanged;
      for (const size_t package : m_of[i].packages) {
        const rpm::Nevra& nevra = nevra_of(m_packages, package);
        const auto at = earlier.try_emplace(nevra.name + '.' + nevra.arch, package).first;
        if (nevra.evr > nevra_of(m_packages, at->second).evr) at->second = package;
      }
    }
  }

  const Packages& m_packages;
  size_t m_repositories;
  std::vector<Of> m_of;
};

}  // namespace

void find_removed(const Packages& packages, size_t repositories, const std::vector<Effective>& effective,
                  std::vector<Finding>& findings) {
  const Contents contents(packages, repositories);
  for (const Effective& one : effective) {
    const size_t package = one.package;
    const size_t first = packages[package].repository + 1;
    bool has_later = false;
    for (size_t i = first; i < repositories; ++i) has_later |= contents.has_name(i, package);
    if (has_later) continue;
    for (size_t i = first; i < repositories; ++i) {
      const size_t other = contents.from_other_version(i, package);
      if (other == k_none && contents.unchanged(i) == 0) continue;
      Finding finding{.kind = Kind::removed, .package = package, .other = {}, .text = {}};
      if (other != k_none) {
        finding.other = other;
        finding.text = fmt::format("{} of {}: {} has packages from {} without it, but clients still get it",
                                   shown(packages, package), repository(packages, package),
                                   repository(packages, other), packages[other].source_package);
      } else {
        finding.text =
            fmt::format("{} of {}: {} lacks it, although it repeats {} unchanged; clients still get it",
                        shown(packages, package), repository(packages, package), contents.name(i),
                        counted(contents.unchanged(i), "package"));
      }
      findings.push_back(std::move(finding));
      break;
    }
  }
}

}  // namespace rpmworks::chain
