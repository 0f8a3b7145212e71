// SPDX-License-Identifier: GPL-3.0-or-later
#include "closure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <tuple>

#include "config/debian_names.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "provides.hpp"
#include "version.hpp"

namespace rpmworks::hostbase {

namespace {

int rank_of(const std::string& priority) {
  static const std::vector<std::string> order = {"required", "important", "standard", "optional"};
  return static_cast<int>(std::find(order.begin(), order.end(), priority) - order.begin());
}

std::string shown(const Choice& choice) {
  std::vector<std::string> names;
  for (const auto& relation : choice)
    names.push_back(relation.op.empty()
                        ? relation.name
                        : fmt::format("{} ({} {})", relation.name, relation.op, relation.version));
  return join(names, " | ");
}

// Whether rpm considers a version requirement satisfied that dpkg considers satisfied.
bool fulfils_for_rpm(const DebPackage& package, const Relation& relation) {
  if (package.name == relation.name)
    return rpm_version_fulfils(package.version, relation.op, relation.version);
  return std::any_of(package.provides.begin(), package.provides.end(), [&](const Relation& provided) {
    return provided.name == relation.name &&
           rpm_version_fulfils(provided.version, relation.op, relation.version);
  });
}

// The growing set and the remaining work.
class Growth {
 public:
  Growth(const Index& index, const Policy& policy) : m_index(index), m_policy(policy) {}

  void add(const DebPackage& package) {
    if (!m_names.insert(package.name).second) return;
    m_closure.packages.push_back(package);
    for (const auto& choice : package.depends) m_forced.emplace_back(package.name, choice);
  }

  void settle() {
    while (!m_forced.empty() || !m_open.empty()) {
      const bool forced = !m_forced.empty();
      auto& queue = forced ? m_forced : m_open;
      const auto [package, choice] = queue.front();
      queue.pop_front();
      answer(package, choice, forced);
    }
  }

  Closure take() { return std::move(m_closure); }

 private:
  void answer(const std::string& package, const Choice& choice, bool forced) {
    const auto in_already = [this](const Relation& relation) {
      return m_closure.fulfilling(relation) != nullptr;
    };
    if (std::any_of(choice.begin(), choice.end(), in_already)) return;
    const auto unneeded = [&](const Relation& relation) {
      return m_policy.never.contains(relation.name) || m_policy.unneeded.contains({package, relation.name});
    };
    if (std::any_of(choice.begin(), choice.end(), unneeded))
      return drop(package, choice, "omitted on purpose");
    const bool one_answer = choice.size() == 1 && m_index.find(choice.front().name);
    if (forced && !one_answer) {
      m_open.emplace_back(package, choice);
      return;
    }
    std::string because = "nothing provides it";
    for (const DebPackage* candidate : candidates(choice)) {
      if (const DebPackage* enemy = conflicting_member(*candidate)) {
        because = fmt::format("{} conflicts with {}", candidate->name, enemy->name);
        continue;
      }
      return add(*candidate);
    }
    drop(package, choice, because);
  }

  std::vector<const DebPackage*> candidates(const Choice& choice) const {
    std::vector<const DebPackage*> found;
    for (const auto& relation : choice) {
      const DebPackage* named = m_index.find(relation.name);
      if (named && fulfils(*named, relation)) found.push_back(named);
      for (const DebPackage* provider : m_index.providers(relation.name))
        if (fulfils(*provider, relation) && !m_policy.never.contains(provider->name))
          found.push_back(provider);
    }
    return found;
  }

  const DebPackage* conflicting_member(const DebPackage& candidate) const {
    for (const auto& member : m_closure.packages)
      if (conflict(candidate, member)) return &member;
    return nullptr;
  }

  void drop(const std::string& package, const Choice& choice, const std::string& because) {
    m_closure.dropped.push_back({package, shown(choice), because});
  }

  const Index& m_index;
  const Policy& m_policy;
  Closure m_closure;
  std::set<std::string> m_names;
  std::deque<std::pair<std::string, Choice>> m_forced;
  std::deque<std::pair<std::string, Choice>> m_open;
};

// The package that RPM packagers call `name`; of several candidates, the one found by the most reliable rule.
const DebPackage* called(const Index& index, const std::string& name) {
  std::optional<std::tuple<int, int, std::string>> best;
  for (const auto& debian_name : index.names())
    for (const auto& [rpm_name, guess] : rpm_names(debian_name)) {
      if (rpm_name != name) continue;
      std::tuple claim(guess, rank_of(index.find(debian_name)->priority), debian_name);
      if (!best || claim < *best) best = std::move(claim);
    }
  return best ? index.find(std::get<std::string>(*best)) : nullptr;
}

// In order of reliability: Debian's own name, the table of names, Provides of packages, rules.
const DebPackage* seed_package(const Index& index, const std::string& seed) {
  if (const DebPackage* named = index.find(seed)) return named;
  const auto candidates = config::debian_names_of(seed);
  const auto first_candidate = [&]() -> const DebPackage* {
    for (const auto& name : candidates)
      if (const DebPackage* package = index.find(name)) return package;
    return nullptr;
  };
  if (config::is_known_debian(seed))
    if (const DebPackage* known = first_candidate()) return known;
  if (const auto providers = index.providers(seed); !providers.empty()) return providers.front();
  if (const DebPackage* package = called(index, seed)) return package;
  return first_candidate();
}

}  // namespace

Index::Index(std::string dump, std::string_view architecture) : m_dump(std::move(dump)) {
  const std::string_view all = m_dump;
  for (size_t start = 0; start < all.size();) {
    const size_t end = std::min(all.find("\n\n", start), all.size());
    const std::string_view stanza = all.substr(start, end - start);
    start = end + 2;
    const std::string_view name = field_of(stanza, "Package");
    const std::string_view arch = field_of(stanza, "Architecture");
    if (name.empty() || (arch != architecture && arch != "all")) continue;
    const auto [place, added] = m_stanzas.try_emplace(name, stanza);
    if (!added) {
      if (compare_debian_versions(field_of(place->second, "Version"), field_of(stanza, "Version")) < 0)
        place->second = stanza;
      continue;
    }
    for (const auto& provided : parse_relations(field_of(stanza, "Provides")))
      m_providers[provided.name].emplace_back(name);
  }
}

const DebPackage* Index::find(const std::string& name) const {
  if (const auto parsed = m_parsed.find(name); parsed != m_parsed.end()) return &parsed->second;
  const auto stanza = m_stanzas.find(name);
  if (stanza == m_stanzas.end()) return nullptr;
  return &m_parsed.emplace(name, parse_package(stanza->second)).first->second;
}

std::vector<const DebPackage*> Index::providers(const std::string& name) const {
  std::vector<const DebPackage*> found;
  if (const auto names = m_providers.find(name); names != m_providers.end())
    for (const auto& provider : names->second) found.push_back(find(provider));
  std::sort(found.begin(), found.end(), [](const DebPackage* a, const DebPackage* b) {
    return std::pair(rank_of(a->priority), a->name) < std::pair(rank_of(b->priority), b->name);
  });
  return found;
}

std::vector<std::string> Index::names() const {
  std::vector<std::string> names;
  for (const auto& [name, stanza] : m_stanzas) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

Policy Policy::standard() {
  return {.never = {"adduser", "debconf", "debconf-2.0", "dpkg", "init-system-helpers", "install-info",
                    "libpam-runtime", "sensible-utils", "ucf"},
          // Perl scripts of rpm and the compilers are used by other Perl packages, which require Perl anyway.
          .unneeded = {{"rpm", "perl"},
                       // The C++ binding is packaged with Qt's, which would add all of Qt and OpenGL.
                       {"libgpgmepp-dev", "qtbase5-dev"},
                       {"libgpgmepp-dev", "libqgpgme15"}}};
}

bool fulfils(const DebPackage& package, const Relation& relation) {
  if (package.name == relation.name)
    return debian_version_fulfils(package.version, relation.op, relation.version);
  for (const auto& provided : package.provides) {
    if (provided.name != relation.name) continue;
    if (relation.op.empty()) return true;
    // Only a versioned Provides satisfies a versioned dependency (Debian Policy 7.5).
    if (!provided.version.empty() && debian_version_fulfils(provided.version, relation.op, relation.version))
      return true;
  }
  return false;
}

bool conflict(const DebPackage& a, const DebPackage& b) {
  if (a.name == b.name) return false;
  const auto against = [](const DebPackage& one, const DebPackage& other) {
    return std::any_of(one.conflicts.begin(), one.conflicts.end(),
                       [&](const Relation& relation) { return fulfils(other, relation); });
  };
  return against(a, b) || against(b, a);
}

const DebPackage* Closure::find(std::string_view name) const {
  const auto found = std::find_if(packages.begin(), packages.end(),
                                  [name](const DebPackage& package) { return package.name == name; });
  return found == packages.end() ? nullptr : &*found;
}

const DebPackage* Closure::fulfilling(const Relation& relation) const {
  if (const DebPackage* named = find(relation.name); named && fulfils(*named, relation)) return named;
  for (const auto& package : packages)
    if (fulfils(package, relation)) return &package;
  return nullptr;
}

std::vector<Relation> Closure::requirements(const DebPackage& package) const {
  std::vector<Relation> needed;
  for (const auto& choice : package.depends) {
    for (const auto& relation : choice) {
      const DebPackage* member = fulfilling(relation);
      if (!member) continue;
      if (member->name == package.name) break;
      Relation need = relation;
      // A requirement that dpkg considers satisfied but rpm does not would make the package uninstallable.
      if (!fulfils_for_rpm(*member, relation)) need.op = need.version = "";
      if (std::find(needed.begin(), needed.end(), need) == needed.end()) needed.push_back(std::move(need));
      break;
    }
  }
  return needed;
}

std::vector<std::string> Closure::conflicting(const DebPackage& package) const {
  std::vector<std::string> names;
  for (const auto& member : packages)
    if (conflict(member, package)) names.push_back(member.name);
  return names;
}

Closure close_over(const Index& index, const std::vector<std::string>& seeds, const Policy& policy) {
  if (index.size() == 0) throw Error(ExitCode::invalid, "apt knows no packages").hint("run apt-get update");
  Growth growth(index, policy);
  Closure named;
  for (const auto& seed : seeds) {
    const DebPackage* package = seed_package(index, seed);
    if (!package) {
      named.unknown.push_back(seed);
      continue;
    }
    growth.add(*package);
    if (package->name != seed) named.answers.emplace(seed, package->name);
  }
  growth.settle();
  Closure closure = growth.take();
  closure.answers = std::move(named.answers);
  closure.unknown = std::move(named.unknown);
  return closure;
}

}  // namespace rpmworks::hostbase
