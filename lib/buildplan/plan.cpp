// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <set>
#include <span>
#include <unordered_map>

#include "buildplan/cycles.hpp"
#include "buildplan/graph.hpp"
#include "buildplan/needs.hpp"
#include "buildroot/build_set.hpp"
#include "config/package_names.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

constexpr const char* k_other_version = "; there is another version of it";

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::ranges::find(list, text) != list.end();
}

std::string name_of(const std::string& requirement) {
  return requirement.substr(0, requirement.find(' '));
}

// What two specs build under one name, version, release and architecture has different content, since each
// says which source package it was built from: whoever gets both gets one of them.
void require_distinct_packages(const Needs& needs) {
  std::unordered_map<std::string, size_t> seen;
  seen.reserve(2 * needs.size());
  std::vector<std::string> lines;
  for (size_t i = 0; i < needs.size(); ++i)
    for (const auto& package : needs.srpm(i).info.packages) {
      const auto [at, is_new] = seen.emplace(package.nevra.file_name(), i);
      if (!is_new && at->second != i)
        lines.push_back(
            fmt::format("{}: {} and {}", at->first, label(needs.srpm(at->second)), label(needs.srpm(i))));
    }
  if (lines.empty()) return;
  throw Error(ExitCode::invalid,
              lines.size() == 1
                  ? "two source packages build the same package"
                  : fmt::format("{} packages are built by two source packages each", lines.size()))
      .notes(std::move(lines))
      .hint("build one of them for this target (`targets:`), or give one another name, version or release");
}

void check_names(const Needs& needs) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < needs.size(); ++i) {
    const auto [at, is_new] = seen.emplace(needs.srpm(i).nevra.file_name(), i);
    if (is_new) continue;
    throw Error(ExitCode::invalid, fmt::format("two packages make {}", needs.srpm(i).nevra.file_name()))
        .note(fmt::format("{} and {}", label(needs.srpm(at->second)), label(needs.srpm(i))))
        .hint("build one of them, or give one another name, version or release");
  }
  require_distinct_packages(needs);
}

void check_arches(const Needs& needs, const config::Target& target) {
  std::vector<std::string> wrong;
  for (size_t i = 0; i < needs.size(); ++i) {
    if (const auto why = not_for_arch(needs.srpm(i), target))
      wrong.push_back(fmt::format("{}: {}", label(needs.srpm(i)), *why));
  }
  if (wrong.empty()) return;
  throw Error(ExitCode::invalid,
              fmt::format("packages that are not made for the architecture of the target '{}'", target.name))
      .notes(std::move(wrong))
      .hint("name under `targets` of these packages the targets they are for");
}

// Every build root holds what the target installs, and it has to come from the repositories.
void check_root(const Needs& needs, const config::Target& target) {
  std::vector<std::string> lines;
  std::vector<solve::Problem> problems;
  for (const std::string& requirement : needs.repositories().unprovided(target.install)) {
    lines.push_back(missing_line("buildroot.install", requirement, needs.names()));
    problems.push_back({requirement, {}});
  }
  if (lines.empty()) {
    problems = needs.repositories().solve(target.install).problems;
    for (const solve::Problem& problem : problems)
      lines.push_back(fmt::format("{}: {}", problem.requirement, join(problem.explanation, "; ")));
  }
  if (lines.empty()) return;
  std::vector<std::string> repositories;
  for (const auto& repo : target.repos) repositories.push_back(*repo);
  throw Error(
      ExitCode::invalid,
      fmt::format("the repositories of the target '{}' do not have what it installs into every build root",
                  target.name))
      .at(target.where)
      .notes(std::move(lines))
      .hint(buildroot::advice_on_root(
          repositories, problems,
          "correct buildroot.install of the target, or add a repository to its buildroot.repos"));
}

/// Whether what is provided piece by piece can be installed at one time.
class Together {
 public:
  Together(Needs& needs, const config::Target& target) : m_needs(needs), m_base(target.install) {
    // Every root has it, whether the target says so or not.
    if (needs.repositories().unprovided({"rpm-build"}).empty()) m_base.emplace_back("rpm-build");
  }

  void check() {
    std::vector<size_t> open;
    for (size_t i = 0; i < m_needs.size(); ++i) {
      if (m_needs[i].missing.empty() && m_needs[i].doubtful.empty()) open.push_back(i);
    }
    for (size_t at = 0; at < open.size(); at += k_batch)
      check(std::span(open).subspan(at, std::min(k_batch, open.size() - at)));
  }

 private:
  // What can be installed for all of these at one time can be installed for each of them, so most packages
  // never need a solver of their own.
  static constexpr size_t k_batch = 64;

  void check(std::span<const size_t> nodes) {
    if (nodes.size() == 1) return check(nodes.front());
    std::set<std::string> requirements(m_base.begin(), m_base.end());
    std::set<std::string> conflicts;
    for (const size_t i : nodes) {
      const rpm::SpecInfo& info = m_needs.srpm(i).info;
      requirements.insert(info.build_requires.begin(), info.build_requires.end());
      conflicts.insert(info.build_conflicts.begin(), info.build_conflicts.end());
    }
    if (m_needs.all().can_be_solved({requirements.begin(), requirements.end()},
                                    {conflicts.begin(), conflicts.end()}))
      return;
    check(nodes.first(nodes.size() / 2));
    check(nodes.subspan(nodes.size() / 2));
  }

  void check(size_t i) {
    std::vector<std::string> requirements = m_base;
    const rpm::SpecInfo& info = m_needs.srpm(i).info;
    requirements.insert(requirements.end(), info.build_requires.begin(), info.build_requires.end());
    for (const solve::Problem& problem : m_needs.all().solve(requirements, info.build_conflicts).problems) {
      // What is lacking may turn up in a package that is built; a conflict does not go away.
      const bool lacks = std::ranges::any_of(
          problem.explanation, [](const auto& line) { return line.starts_with("nothing provides"); });
      std::string line = fmt::format("{}: {}: {}", label(m_needs.srpm(i)), problem.requirement,
                                     join(problem.explanation, "; "));
      if (lacks)
        m_needs[i].doubtful.push_back({.line = std::move(line)});
      else
        m_needs[i].missing.push_back(std::move(line));
    }
  }

  Needs& m_needs;
  std::vector<std::string> m_base;
};

// Everything that cannot be had, of all packages.
void check_requirements(const Needs& needs, const config::Target& target) {
  std::vector<std::string> lines;
  std::vector<std::string> perhaps;
  const auto free = std::ranges::count_if(needs.graph(), [](const auto& needed) { return needed.empty(); });
  for (size_t i = 0; i < needs.size(); ++i) {
    const Needs::Node& node = needs[i];
    lines.insert(lines.end(), node.missing.begin(), node.missing.end());
    if (node.doubtful.empty()) continue;
    // There are no circles: all others wait for the only one that needs none.
    const bool others_may_help = !node.edges.empty() || free > 1;
    auto& where = others_may_help ? perhaps : lines;
    for (const Needs::Doubt& doubt : node.doubtful) where.push_back(doubt.line);
  }
  if (lines.empty()) return;
  throw cannot_be_had(target, std::move(lines), perhaps);
}

// By name where the needs leave a choice; the nodes are in the order of names.
Plan sorted(const Needs& needs) {
  const Graph graph = needs.graph();
  Graph waiting(graph.size());
  std::vector<size_t> open(graph.size());
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t i = 0; i < graph.size(); ++i) {
    open[i] = graph[i].size();
    for (const size_t other : graph[i]) waiting[other].push_back(i);
    if (open[i] == 0) ready.push(i);
  }
  std::vector<size_t> place(graph.size());
  Plan plan;
  while (!ready.empty()) {
    const size_t i = ready.top();
    ready.pop();
    const Needs::Node& node = needs[i];
    Plan::Job job{.srpm = node.srpm,
                  .deferred = node.is_uncertain(),
                  .generates = node.generates,
                  .learnt = node.learnt};
    for (const size_t other : graph[i]) job.needs.push_back(place[other]);
    std::ranges::sort(job.needs);
    place[i] = plan.jobs.size();
    plan.jobs.push_back(std::move(job));
    for (const size_t other : waiting[i]) {
      if (--open[other] == 0) ready.push(other);
    }
  }
  return plan;
}

// The nodes with these labels and all that `next` leads to.
template <typename Next>
std::vector<srpm::Srpm> reached(const Needs& needs, const std::vector<std::string>& labels,
                                const std::vector<srpm::Srpm>& srpms, Next&& next) {
  std::set<const srpm::Srpm*> found;
  std::vector<size_t> ahead;
  const auto take = [&](size_t i) {
    if (found.insert(needs[i].srpm).second) ahead.push_back(i);
  };
  for (size_t i = 0; i < needs.size(); ++i)
    if (contains(labels, label(needs.srpm(i)))) take(i);
  while (!ahead.empty()) {
    const size_t i = ahead.back();
    ahead.pop_back();
    next(i, take);
  }
  std::vector<srpm::Srpm> chosen;
  for (const srpm::Srpm& srpm : srpms)
    if (found.contains(&srpm)) chosen.push_back(srpm);
  return chosen;
}

}  // namespace

std::string label(const srpm::Srpm& srpm) {
  const std::string& name = srpm.name.empty() ? srpm.nevra.name : srpm.name;
  return srpm.extra_macros.empty() ? name : name + " (bootstrap)";
}

std::string missing_line(const std::string& who, const std::string& requirement,
                         const std::vector<std::string>& names) {
  std::string line = fmt::format("{}: {}", who, requirement);
  // The name may be right and the version not.
  if (std::ranges::find(names, name_of(requirement)) != names.end()) return line + k_other_version;
  if (const auto meant = config::package_meant(name_of(requirement), names))
    line += fmt::format("; did you mean {}?", *meant);
  return line;
}

namespace {

// "who: requirement; did you mean …" and "who: requirement: nothing provides …".
std::vector<std::string> requirements_in(const std::vector<std::string>& lines) {
  std::vector<std::string> requirements;
  for (const std::string& line : lines) {
    const size_t begin = line.find(": ");
    if (begin == std::string::npos || line.ends_with(k_other_version)) continue;
    const size_t end = std::min(line.find(": ", begin + 2), line.find("; ", begin + 2));
    requirements.push_back(line.substr(begin + 2, end == std::string::npos ? end : end - begin - 2));
  }
  return requirements;
}

}  // namespace

Error cannot_be_had(const config::Target& target, std::vector<std::string> lines,
                    const std::vector<std::string>& perhaps) {
  std::vector<std::string> repositories;
  for (const auto& repo : target.repos) repositories.push_back(*repo);
  std::set<std::string> packages;
  for (const std::string& line : lines) packages.insert(line.substr(0, line.find(": ")));
  const auto conflicts = static_cast<size_t>(std::ranges::count_if(lines, buildroot::tells_conflict));
  const std::string missing = fmt::format(
      "{} for the target '{}' that neither its repositories nor the product's own packages can fulfil",
      lines.size() == 1 ? "a BuildRequires" : "BuildRequires", target.name);
  const std::string together = fmt::format(
      "BuildRequires of {} cannot be installed together for the target '{}'",
      packages.size() == 1 ? *packages.begin() : counted(packages.size(), "package"), target.name);
  const bool only_conflicts = conflicts == lines.size();
  Error error(ExitCode::invalid, only_conflicts ? together
                                 : conflicts == 0
                                     ? missing
                                     : missing + ", and others that cannot be installed together");
  const std::string advice = buildroot::advice_on_missing(repositories, requirements_in(lines));
  // While they are at it, they may want to look at these too.
  for (const std::string& line : perhaps)
    lines.push_back(line + " (unless another package turns out to bring it)");
  return std::move(error)
      .notes(std::move(lines))
      .hint(only_conflicts   ? buildroot::k_advice_on_conflict
            : conflicts == 0 ? advice
                             : fmt::format("{}; {}", advice, buildroot::k_advice_on_conflict));
}

Needed needed_by(const std::vector<std::string>& labels, const std::vector<srpm::Srpm>& srpms,
                 const Base& base, const EarlierNames& earlier) {
  Needs needs(srpms, base, earlier);
  needs.lead_to_holders();
  std::vector<std::string> open;
  auto found = reached(needs, labels, srpms, [&](size_t i, auto&& take) {
    const Needs::Node& node = needs[i];
    open.insert(open.end(), node.missing.begin(), node.missing.end());
    for (const Needs::Doubt& doubt : node.doubtful)
      if (doubt.holders.empty()) open.push_back(doubt.line);
    for (const auto& [other, edges] : node.edges) take(other);
    if (!node.is_uncertain()) return;
    for (size_t other = 0; other < needs.size(); ++other) take(other);
  });
  return {std::move(found), std::move(open)};
}

std::vector<std::string> dependants_of(const std::vector<std::string>& labels,
                                       const std::vector<srpm::Srpm>& srpms, const Base& base,
                                       const EarlierNames& earlier) {
  Needs needs(srpms, base, earlier);
  needs.lead_to_holders();
  Graph waiting(needs.size());
  for (size_t i = 0; i < needs.size(); ++i)
    for (const auto& [other, edges] : needs[i].edges) waiting[other].push_back(i);
  std::vector<std::string> found;
  for (const srpm::Srpm& srpm : reached(needs, labels, srpms, [&](size_t i, auto&&take) {
         for (const size_t other : waiting[i]) take(other);
         for (size_t other = 0; other < needs.size(); ++other)
           if (needs[other].is_uncertain()) take(other);
       }))
    found.push_back(label(srpm));
  return found;
}

std::optional<std::string> not_for_arch(const srpm::Srpm& srpm, const config::Target& target) {
  const rpm::SpecInfo& info = srpm.info;
  const bool excluded = contains(info.exclude_arch, target.arch);
  const auto leaves_out = [&](const std::vector<std::string>& arches) {
    return !arches.empty() && !contains(arches, target.arch) && !contains(arches, "noarch");
  };
  const auto because = [&](const char* tag, const std::vector<std::string>& arches) {
    return fmt::format("its spec does not build for {} ({}: {})", target.arch, tag, join(arches, " "));
  };
  if (excluded) return because("ExcludeArch", info.exclude_arch);
  if (leaves_out(info.exclusive_arch)) return because("ExclusiveArch", info.exclusive_arch);
  if (leaves_out(info.build_arch)) return because("BuildArch", info.build_arch);
  return std::nullopt;
}

Plan make_plan(const std::vector<srpm::Srpm>& srpms, const Base& base, Reporter& reporter,
               const EarlierNames& earlier) {
  Needs needs(srpms, base, earlier);
  check_names(needs);
  check_arches(needs, base.target());
  check_root(needs, base.target());
  open_circles(needs, reporter);
  Together(needs, base.target()).check();
  check_requirements(needs, base.target());
  needs.lead_to_holders();
  return sorted(needs);
}

}  // namespace rpmworks::buildplan
