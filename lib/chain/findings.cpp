// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "core/text.hpp"

namespace rpmworks::chain {

namespace {

using Kind = Finding::Kind;
using Location = upstream::Location;

constexpr size_t k_none = static_cast<size_t>(-1);

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

}  // namespace

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
