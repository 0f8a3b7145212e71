// SPDX-License-Identifier: GPL-3.0-or-later
#include "build/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <set>

#include "core/error.hpp"
#include "core/text.hpp"
#include "solve/universe.hpp"

namespace rpmworks::build {

namespace {

using Needs = std::vector<std::set<size_t>>;  // of each source package

// What rpm's generators make out of the files of a package that is built: "pkgconfig(x)",
// "libx.so.1()(64bit)".
bool is_generated(const std::string& requirement) {
  return !requirement.starts_with('(') && requirement.find('(') != std::string::npos;
}

// One line for each thing that is missing: "needy: no-such-thing >= 2".
class Missing {
 public:
  explicit Missing(const solve::Universe& universe) : m_universe(universe) {}

  void add(const std::string& package, const std::string& requirement) {
    if (m_names.empty()) m_names = m_universe.provided_names();
    const std::string name = requirement.substr(0, requirement.find(' '));
    std::string line = fmt::format("{}: {}", package, requirement);
    if (std::find(m_names.begin(), m_names.end(), name) != m_names.end())
      line += " (only other versions of it are there)";
    else if (const auto near = did_you_mean(name, m_names))
      line += fmt::format(" (did you mean {}?)", *near);
    m_lines.push_back(std::move(line));
  }

  void throw_if_any() const {
    if (m_lines.empty()) return;
    throw Error(ExitCode::invalid,
                "BuildRequires that neither the target's repositories nor the product provides")
        .notes(m_lines)
        .hint(
            "mend the spec, add a repository that has them to the target's buildroot.repos, or, with the "
            "base "
            "repository of this machine, run rpmworks-hostbase DEBIAN-PACKAGE");
  }

 private:
  const solve::Universe& m_universe;
  std::vector<std::string> m_names;
  std::vector<std::string> m_lines;
};

bool reaches(const Needs& needs, size_t from, size_t to) {
  std::set<size_t> seen;
  std::vector<size_t> open = {from};
  while (!open.empty()) {
    const size_t at = open.back();
    open.pop_back();
    if (at == to) return true;
    if (!seen.insert(at).second) continue;
    open.insert(open.end(), needs[at].begin(), needs[at].end());
  }
  return false;
}

// Who of `among` needs each other in a ring, as "a → b → a".
std::string cycle_of(const std::vector<srpm::Srpm>& srpms, const Needs& needs,
                     const std::set<size_t>& among) {
  std::vector<size_t> path = {*among.begin()};
  while (true) {
    // Each of them needs another of them, or it would have been placed.
    const auto next = std::find_if(needs[path.back()].begin(), needs[path.back()].end(),
                                   [&](size_t i) { return among.contains(i); });
    const auto seen = std::find(path.begin(), path.end(), *next);
    path.push_back(*next);
    if (seen == path.end() - 1) continue;
    const size_t start = static_cast<size_t>(std::find(path.begin(), path.end(), *next) - path.begin());
    std::vector<std::string> names;
    for (size_t i = start; i < path.size(); ++i) names.push_back(srpms[path[i]].name);
    return join(names, " → ");
  }
}

Plan sorted(const std::vector<srpm::Srpm>& srpms, const Needs& needs) {
  Plan plan;
  std::vector<size_t> order(srpms.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return srpms[a].name < srpms[b].name; });
  std::map<size_t, size_t> placed;  // source package → job
  while (placed.size() < srpms.size()) {
    const auto free = std::find_if(order.begin(), order.end(), [&](size_t i) {
      return !placed.contains(i) && std::all_of(needs[i].begin(), needs[i].end(),
                                                [&](size_t need) { return placed.contains(need); });
    });
    if (free == order.end()) {
      std::set<size_t> left;
      for (const size_t i : order)
        if (!placed.contains(i)) left.insert(i);
      throw Error(ExitCode::invalid, "packages build-require each other: " + cycle_of(srpms, needs, left))
          .hint("break the ring: build one of them without the other first, as a package of its own");
    }
    Plan::Job job{*free, {}};
    for (const size_t need : needs[*free]) job.needs.push_back(placed.at(need));
    std::sort(job.needs.begin(), job.needs.end());
    placed[*free] = plan.jobs.size();
    plan.jobs.push_back(std::move(job));
  }
  return plan;
}

}  // namespace

std::vector<size_t> Plan::all_needs(size_t job) const {
  std::set<size_t> all;
  std::vector<size_t> open = jobs[job].needs;
  while (!open.empty()) {
    const size_t at = open.back();
    open.pop_back();
    if (!all.insert(at).second) continue;
    open.insert(open.end(), jobs[at].needs.begin(), jobs[at].needs.end());
  }
  return {all.begin(), all.end()};
}

std::string Plan::to_json() const {
  auto array = nlohmann::json::array();
  for (const auto& job : jobs) array.push_back({{"srpm", job.srpm}, {"needs", job.needs}});
  return array.dump();
}

Plan Plan::from_json(const std::string& text) {
  Plan plan;
  for (const auto& job : nlohmann::json::parse(text)) plan.jobs.push_back({job.at("srpm"), job.at("needs")});
  return plan;
}

Plan make_plan(const std::vector<srpm::Srpm>& srpms, const std::vector<upstream::Metadata>& repositories,
               const std::string& arch) {
  solve::Universe universe(arch);
  for (const auto& metadata : repositories) universe.add(metadata);
  std::map<std::string, size_t> by_nevra;
  for (size_t i = 0; i < srpms.size(); ++i) {
    universe.add_promised(srpms[i].nevra.str(), srpms[i].info);
    by_nevra[srpms[i].nevra.str()] = i;
  }

  Needs needs(srpms.size());
  std::vector<std::vector<std::string>> deferred(srpms.size());
  Missing missing(universe);
  for (size_t i = 0; i < srpms.size(); ++i) {
    for (const auto& requirement : srpms[i].info.build_requires)
      for (const auto& promised : universe.promised_by(requirement))
        if (by_nevra.at(promised) != i) needs[i].insert(by_nevra.at(promised));
    for (auto& requirement : universe.unprovided(srpms[i].info.build_requires)) {
      if (is_generated(requirement) && srpms.size() > 1)
        deferred[i].push_back(std::move(requirement));
      else
        missing.add(srpms[i].name, requirement);
    }
  }

  Needs after = needs;
  for (size_t i = 0; i < srpms.size(); ++i) {
    if (deferred[i].empty()) continue;
    for (size_t other = 0; other < srpms.size(); ++other)
      if (deferred[other].empty() && !reaches(needs, other, i)) after[i].insert(other);
    // Nothing comes before it that could bring what it asks for.
    if (after[i].empty())
      for (const auto& requirement : deferred[i]) missing.add(srpms[i].name, requirement);
  }
  missing.throw_if_any();
  return sorted(srpms, after);
}

}  // namespace rpmworks::build
