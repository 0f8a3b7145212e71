// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/chain.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "chain/findings.hpp"
#include "layout/basearch.hpp"

namespace rpmworks::chain {

namespace {

constexpr const char* k_noarch = "noarch";

// A noarch package is in each group of its name.
std::vector<Group> groups_of(const Packages& packages) {
  std::map<std::string, std::map<std::string, std::vector<size_t>>> names;
  for (size_t i = 0; i < packages.size(); ++i) {
    const rpm::Nevra& nevra = nevra_of(packages, i);
    names[nevra.name][layout::basearch(nevra.arch)].push_back(i);
  }
  std::vector<Group> groups;
  for (auto& [name, architectures] : names) {
    const auto noarch = architectures.extract(k_noarch);
    const bool has_others = std::ranges::any_of(
        architectures, [](const auto& each) { return each.first != layout::basearch("src"); });
    if (noarch && !has_others) groups.push_back({noarch.mapped()});
    for (auto& [arch, members] : architectures) {
      if (noarch && arch != layout::basearch("src"))
        members.insert(members.end(), noarch.mapped().begin(), noarch.mapped().end());
      groups.push_back({members});
    }
  }
  for (Group& group : groups) {
    std::ranges::stable_sort(group.members, [&](size_t a, size_t b) {
      const auto order = nevra_of(packages, a).evr <=> nevra_of(packages, b).evr;
      return order != 0 ? order > 0 : packages[a].repository > packages[b].repository;
    });
  }
  return groups;
}

// The members of a group that clients get: several only if they have one version and different architectures,
// such as i586 and i686.
std::vector<size_t> best_of(const Packages& packages, const Group& group) {
  std::vector<size_t> best;
  const rpm::Evr& highest = nevra_of(packages, group.members.front()).evr;
  std::set<std::string> architectures;
  for (const size_t member : group.members) {
    const rpm::Nevra& nevra = nevra_of(packages, member);
    if (nevra.evr != highest) break;
    if (architectures.insert(nevra.arch).second) best.push_back(member);
  }
  return best;
}

std::vector<Effective> effective_of(const Packages& packages, const std::vector<Group>& groups) {
  std::map<size_t, std::set<size_t>> shadows;
  for (const Group& group : groups) {
    for (const size_t best : best_of(packages, group)) shadows[best];
  }
  std::vector<Effective> effective;
  for (const Group& group : groups) {
    for (const size_t best : best_of(packages, group)) {
      for (const size_t member : group.members)
        if (!shadows.contains(member)) shadows[best].insert(member);
    }
  }
  for (const auto& [package, others] : shadows) {
    effective.push_back({package, {others.begin(), others.end()}});
    std::ranges::stable_sort(effective.back().shadows, [&](size_t a, size_t b) {
      return nevra_of(packages, a).evr > nevra_of(packages, b).evr;
    });
  }
  std::ranges::stable_sort(effective, [&](const Effective& a, const Effective& b) {
    const rpm::Nevra& one = nevra_of(packages, a.package);
    const rpm::Nevra& other = nevra_of(packages, b.package);
    return one.is_source() != other.is_source() ? other.is_source() : one < other;
  });
  return effective;
}

}  // namespace

std::string name_of(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::different_content:
      return "different-content";
    case Finding::Kind::newer_before:
      return "newer-before";
    case Finding::Kind::obsoleted_before:
      return "obsoleted-before";
    case Finding::Kind::obsolete_each_other:
      return "obsolete-each-other";
    case Finding::Kind::obsoleted_at_times:
      return "obsoleted-at-times";
    case Finding::Kind::removed:
      return "removed";
    case Finding::Kind::obsoleted:
      return "obsoleted";
    case Finding::Kind::not_compared:
      return "not-compared";
  }
  return "";
}

View view(const Packages& packages, size_t repositories) {
  const std::vector<Group> groups = groups_of(packages);
  View view{.effective = effective_of(packages, groups), .findings = {}};
  find_different_content(packages, view.findings);
  apply_obsoletes(packages, view.effective, view.findings);
  find_newer_before(packages, groups, view.effective, view.findings);
  find_removed(packages, repositories, view.effective, view.findings);
  std::ranges::stable_sort(view.findings, [&](const Finding& a, const Finding& b) {
    if (a.kind != b.kind) return a.kind < b.kind;
    return nevra_of(packages, a.package) < nevra_of(packages, b.package);
  });
  return view;
}

}  // namespace rpmworks::chain
