// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/selection/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::solve {

namespace {

using config::Located;
using Take = config::Selection::Take;

// The packages of one section and its rules.
class SectionRules {
 public:
  SectionRules(const ReleasePool& pool, const Candidates& candidates, size_t section, const IdSet& earlier,
               Rules& rules)
      : m_pool(pool),
        m_candidates(candidates),
        m_selection(candidates.selection),
        m_earlier(earlier),
        m_rules(rules) {
    for (const Id id : pool.candidates(section)) {
      if (!pool.fits(id)) continue;
      m_with_name[pool.name(id)].push_back(m_packages.size());
      m_packages.push_back({id, pool.nevra(id)});
    }
  }

  void apply(const std::map<Id, std::string>& hidden) {
    for (const Known& package : m_packages) {
      if (const auto at = hidden.find(package.id); at != hidden.end()) refuse(package.id, at->second);
    }
    for (const Located<std::string>& pattern : m_selection.exclude) {
      for (const Matched& found : matched(pattern, "exclude")) refuse(found.id, "excluded by repos.yaml");
    }
    for (const auto& [name, evr] : m_selection.pin) pin(name, evr);
    std::set<Id> listed;
    std::vector<Root> roots;
    for (const Located<std::string>& pattern : m_selection.packages) {
      std::vector<Matched> found = matched(pattern, "packages");
      std::erase_if(found, [&](const Matched& one) { return m_rules.refusals.contains(one.id); });
      if (found.empty()) throw all_refused(pattern);
      for (const Matched& one : found) listed.insert(one.id);
      for (Root& root : roots_of(found)) {
        root.rule = m_candidates.section + ": " + *pattern;
        roots.push_back(std::move(root));
      }
    }
    if (m_selection.take == Take::list) {
      for (const Known& package : m_packages) {
        if (!listed.contains(package.id)) refuse(package.id, "not listed in repos.yaml");
      }
    }
    if (m_selection.take == Take::all) select_all(roots);
    for (const Located<std::string>& name : m_selection.prefer) {
      for (const Matched& found : matched(name, "prefer")) m_rules.preferred.push_back(found.id);
    }
    for (const Known& package : m_packages) {
      if (!m_rules.refusals.contains(package.id)) m_rules.allowed.insert(package.id);
    }
    std::ranges::move(roots, std::back_inserter(m_rules.roots));
  }

 private:
  struct Known {
    Id id;
    rpm::Nevra nevra;
  };
  struct Matched {
    Id id;
    Match match;
  };

  void refuse(Id id, const std::string& reason) { m_rules.refusals.emplace(id, reason); }

  std::string setting(const char* name) const {
    return fmt::format("release.sections.{}.{}", m_candidates.section, name);
  }

  std::vector<Matched> matched(const Located<std::string>& pattern, const char* rule) const {
    std::vector<Matched> found;
    auto try_package = [&](const Known& package) {
      if (const Match how = match(*pattern, package.nevra); how.matches) found.push_back({package.id, how});
    };
    if (pattern->find_first_of("*?[\\") != std::string::npos) {
      std::ranges::for_each(m_packages, try_package);
    } else {
      // After the name follow a version or an architecture.
      for (size_t end = 0; end != std::string::npos;) {
        end = pattern->find_first_of("-.", end + 1);
        const auto with_name = m_with_name.find(std::string_view(*pattern).substr(0, end));
        if (with_name == m_with_name.end()) continue;
        for (const size_t i : with_name->second) try_package(m_packages[i]);
      }
    }
    if (found.empty()) throw no_match(pattern, rule);
    return found;
  }

  Error no_match(const Located<std::string>& pattern, const char* rule) const {
    const std::string& repository = m_candidates.metadata.name;
    Error error = Error(ExitCode::invalid,
                        fmt::format("{}: no package of {} matches '{}'", setting(rule), repository, *pattern))
                      .at(pattern.where);
    if (const Id id = pool_str2id(m_pool.get(), pattern->c_str(), 0)) {
      for (const Id provider : m_pool.providers(id)) {
        if (m_pool.repository(provider) == repository)
          return std::move(error).hint(fmt::format("{} provides it", m_pool.name(provider)));
      }
    }
    std::set<std::string> names;
    for (const Known& package : m_packages) names.insert(package.nevra.name);
    if (const auto hint = did_you_mean(*pattern, {names.begin(), names.end()}))
      return std::move(error).hint(*hint);
    return error;
  }

  Error all_refused(const Located<std::string>& pattern) const {
    std::vector<std::string> reasons;
    for (const Matched& found : matched(pattern, "packages"))
      reasons.push_back(fmt::format("{}: {}", m_pool.str(found.id), m_rules.refusals.at(found.id)));
    return Error(ExitCode::invalid, fmt::format("{}: '{}' matches only packages that other rules refuse",
                                                setting("packages"), *pattern))
        .at(pattern.where)
        .notes(std::move(reasons));
  }

  void pin(const std::string& name, const Located<std::string>& evr) {
    const rpm::Evr wanted = rpm::Evr::parse(*evr);
    std::vector<Id> others;
    std::set<std::string> versions;
    bool found = false;
    for (const Known& package : m_packages) {
      if (package.nevra.name != name) continue;
      versions.insert(package.nevra.evr.str());
      rpm::Evr compared = package.nevra.evr;
      if (wanted.release.empty()) compared.release.clear();
      if (compared == wanted)
        found = true;
      else
        others.push_back(package.id);
    }
    if (!found) {
      Error error = Error(ExitCode::invalid, fmt::format("{}: {} has no {}-{}", setting("pin"),
                                                         m_candidates.metadata.name, name, *evr))
                        .at(evr.where);
      if (versions.empty()) throw error;
      throw std::move(error).hint(
          fmt::format("its versions are {}", join({versions.begin(), versions.end()}, ", ")));
    }
    for (const Id id : others) refuse(id, "another version is pinned in repos.yaml");
  }

  // As dnf: for each name the best architecture, unless the pattern says one.
  std::vector<Root> roots_of(const std::vector<Matched>& found) const {
    std::map<std::pair<std::string, std::string>, std::vector<Id>> groups;
    for (const Matched& one : found) {
      const std::string arch =
          one.match.with_arch ? pool_id2str(m_pool.get(), m_pool[one.id].arch) : std::string();
      groups[{m_pool.name(one.id), arch}].push_back(one.id);
    }
    std::vector<Root> roots;
    for (auto& [group, ids] : groups) {
      m_pool.keep_best_arch(ids);
      roots.push_back({.choices = std::move(ids)});
    }
    return roots;
  }

  // The newest package, or the earlier one, of each name and architecture that no pattern selects.
  void select_all(std::vector<Root>& roots) const {
    std::set<std::pair<Id, Id>> selected;
    for (const Root& root : roots) {
      for (const Id id : root.choices) selected.insert({m_pool[id].name, m_pool[id].arch});
    }
    std::map<std::pair<std::string, std::string>, Id> newest;
    for (const Known& package : m_packages) {
      if (m_rules.refusals.contains(package.id)) continue;
      if (selected.contains({m_pool[package.id].name, m_pool[package.id].arch})) continue;
      const auto [at, is_new] = newest.try_emplace({package.nevra.name, package.nevra.arch}, package.id);
      if (is_new || m_earlier.contains(at->second)) continue;
      if (m_earlier.contains(package.id) || m_pool.compare(package.id, at->second) > 0)
        at->second = package.id;
    }
    for (const auto& [name, id] : newest)
      roots.push_back({.choices = {id}, .rule = m_candidates.section + ": all"});
  }

  const ReleasePool& m_pool;
  const Candidates& m_candidates;
  const config::Selection& m_selection;
  const IdSet& m_earlier;
  Rules& m_rules;
  std::vector<Known> m_packages;
  std::unordered_map<std::string_view, std::vector<size_t>> m_with_name;  ///< of m_packages
};

}  // namespace

Rules apply_rules(const ReleasePool& pool, const SelectionRequest& request, const IdSet& earlier,
                  const std::map<Id, std::string>& hidden) {
  Rules rules{.allowed = pool.base_and_own()};
  std::vector<Id> own = pool.own();
  std::erase_if(own, [&](Id id) { return pool[id].arch == ARCH_SRC || pool[id].arch == ARCH_NOSRC; });
  std::ranges::sort(own, [&](Id a, Id b) { return pool.is_before(a, b); });
  for (const Id id : own) rules.roots.push_back({.choices = {id}, .is_own = true});
  for (size_t section = 0; section < request.candidates.size(); ++section)
    SectionRules(pool, request.candidates[section], section, earlier, rules).apply(hidden);
  return rules;
}

}  // namespace rpmworks::solve
