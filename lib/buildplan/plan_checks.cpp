// SPDX-License-Identifier: GPL-3.0-or-later
#include "buildplan/plan_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <unordered_map>

#include "buildplan/needed.hpp"
#include "buildplan/unresolved.hpp"
#include "buildroot/build_set.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace rpmworks::buildplan {

namespace {

// Two source packages cannot build the same package: each package records its source package, so the contents
// differ, and a client would get one of the two at random.
void require_distinct_packages(const BuildDependencies& needs) {
  std::unordered_map<std::string, size_t> seen;
  seen.reserve(2 * needs.size());
  std::vector<std::string> lines;
  for (size_t i = 0; i < needs.size(); ++i)
    for (const auto& package : needs.srpm(i).info.packages) {
      const auto [at, is_new] = seen.emplace(package.nevra.file_name(), i);
      if (!is_new && at->second != i)
        lines.push_back(fmt::format("{}: {} and {}", at->first, needs.label(at->second), needs.label(i)));
    }
  if (lines.empty()) return;
  throw Error(ExitCode::invalid,
              lines.size() == 1
                  ? "two source packages build the same package"
                  : fmt::format("{} packages are built by two source packages each", lines.size()))
      .notes(std::move(lines))
      .hint(
          "build only one of them for this target (`targets:`), or change the name, version or release of "
          "one");
}

void require_distinct_source_packages(const BuildDependencies& needs) {
  std::map<std::string, size_t> seen;
  for (size_t i = 0; i < needs.size(); ++i) {
    const auto [at, is_new] = seen.emplace(needs.srpm(i).nevra.file_name(), i);
    if (is_new) continue;
    throw Error(ExitCode::invalid, fmt::format("two packages of the product make the source package {}",
                                               needs.srpm(i).nevra.file_name()))
        .note(fmt::format("{} and {}", needs.label(at->second), needs.label(i)))
        .hint("build only one of them, or change the name, version or release of one");
  }
}

void require_arch(const BuildDependencies& needs, const config::Target& target) {
  std::vector<std::string> wrong;
  for (size_t i = 0; i < needs.size(); ++i) {
    if (const auto why = not_for_arch(needs.srpm(i), target))
      wrong.push_back(fmt::format("{}: {}", needs.label(i), *why));
  }
  if (wrong.empty()) return;
  throw Error(ExitCode::invalid,
              fmt::format("some packages do not build for the architecture of the target '{}'", target.name))
      .notes(std::move(wrong))
      .hint("list under `targets` of each package the targets that it builds for");
}

// Every build root holds what the target installs. It must come from the repositories.
void require_root(const BuildDependencies& needs, const config::Target& target) {
  std::vector<std::string> lines;
  std::vector<solve::Problem> problems;
  for (const std::string& requirement : needs.repositories().unprovided(target.install)) {
    lines.push_back(unresolved_line("buildroot.install", requirement, needs.names()));
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
      fmt::format("the repositories of the target '{}' lack packages that it installs into every build root",
                  target.name))
      .at(target.where)
      .notes(std::move(lines))
      .hint(buildroot::advice_on_root(
          repositories, problems,
          "correct buildroot.install of the target, or add a repository to its buildroot.repos"));
}

/// Checks for each package whether its BuildRequires can be installed together. Each of them alone is
/// provided.
class InstallCheck {
 public:
  InstallCheck(BuildDependencies& needs, const config::Target& target)
      : m_needs(needs), m_base(target.install) {
    // Every root has rpm-build, whether the target lists it or not.
    if (needs.repositories().unprovided({"rpm-build"}).empty()) m_base.emplace_back("rpm-build");
  }

  void check() {
    std::vector<size_t> open;
    for (size_t i = 0; i < m_needs.size(); ++i) {
      if (m_needs[i].missing.empty() && m_needs[i].uncertain.empty()) open.push_back(i);
    }
    for (size_t at = 0; at < open.size(); at += k_batch)
      check(std::span(open).subspan(at, std::min(k_batch, open.size() - at)));
  }

 private:
  // If the BuildRequires of a whole batch can be installed together, so can those of each package. So most
  // packages share one run of the solver.
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
      // A package that is still to be built may provide what is missing; a conflict stays.
      const bool lacks = std::ranges::any_of(
          problem.explanation, [](const auto& line) { return line.starts_with("nothing provides"); });
      std::string line =
          fmt::format("{}: {}: {}", m_needs.label(i), problem.requirement, join(problem.explanation, "; "));
      if (lacks)
        m_needs[i].uncertain.push_back({.line = std::move(line)});
      else
        m_needs[i].missing.push_back(std::move(line));
    }
  }

  BuildDependencies& m_needs;
  std::vector<std::string> m_base;
};

}  // namespace

void require_sound_packages(const BuildDependencies& dependencies, const config::Target& target) {
  require_distinct_source_packages(dependencies);
  require_distinct_packages(dependencies);
  require_arch(dependencies, target);
  require_root(dependencies, target);
}

void check_installable(BuildDependencies& dependencies, const config::Target& target) {
  InstallCheck(dependencies, target).check();
}

void require_resolved(const BuildDependencies& needs, const config::Target& target) {
  std::vector<std::string> lines;
  std::vector<std::string> perhaps;
  const auto free = std::ranges::count_if(needs.graph(), [](const auto& needed) { return needed.empty(); });
  for (size_t i = 0; i < needs.size(); ++i) {
    const BuildDependencies::Node& node = needs[i];
    lines.insert(lines.end(), node.missing.begin(), node.missing.end());
    if (node.uncertain.empty()) continue;
    // Cycles are already broken, so if only one package needs no other, all others wait for it.
    const bool others_may_help = !node.edges.empty() || free > 1;
    auto& where = others_may_help ? perhaps : lines;
    for (const BuildDependencies::Uncertain& uncertain : node.uncertain) where.push_back(uncertain.line);
  }
  if (lines.empty()) return;
  throw unresolved_error(target, std::move(lines), perhaps);
}

}  // namespace rpmworks::buildplan
