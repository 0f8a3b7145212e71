// SPDX-License-Identifier: GPL-3.0-or-later
// Jobs whose requirements nothing promised: what becomes of them once no other job can run.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "buildplan/unresolved.hpp"
#include "core/text.hpp"
#include "rpm/requirement.hpp"
#include "schedule/generated_requires.hpp"
#include "schedule/jobs.hpp"

namespace rpmworks::schedule {

namespace {

// The name in "nothing provides /usr/bin/x needed by y-1-1.noarch".
std::string unprovided_in(const std::vector<std::string>& explanation) {
  constexpr std::string_view k_start = "nothing provides ";
  for (const std::string& line : explanation) {
    if (!line.starts_with(k_start)) continue;
    const std::string rest = line.substr(k_start.size());
    return rest.substr(0, rest.find(" needed by "));
  }
  return {};
}

// Whether a generated name contains the name of this package: "pkgconfig(greet)", "libgreet.so.1()(64bit)",
// "/usr/bin/greet".
bool is_named_after(const std::string& name, const srpm::Srpm& srpm) {
  std::string inner = name.substr(name.starts_with('/') ? name.rfind('/') + 1 : name.find('(') + 1);
  if (name.find(".so") != std::string::npos) inner = name.substr(name.starts_with("lib") ? 3 : 0);
  const std::string& own = srpm.nevra.name;
  if (!inner.starts_with(own)) return false;
  return inner.size() == own.size() || std::string_view("().-_").find(inner[own.size()]) != std::string::npos;
}

// "zlib provided it in release 1.0.1", or "" if nothing was learnt about the requirement.
std::string learnt_of(const Jobs::Job& job, const std::string& requirement) {
  const std::string start = std::string(rpm::requirement_name(requirement)) + ": ";
  const auto at =
      std::ranges::find_if(job.learnt, [&](const std::string& line) { return line.starts_with(start); });
  return at == job.learnt.end() ? "" : at->substr(start.size());
}

}  // namespace

bool Jobs::release_deferred(bool is_forecast) {
  std::vector<size_t> built;
  for (size_t i = 0; i < m_jobs.size(); ++i)
    if (m_jobs[i].state == State::done) built.push_back(i);
  std::map<std::string_view, std::pair<size_t, const engine::Artifact*>> makers;
  for (const size_t other : built)
    for (const engine::Artifact& artifact : m_jobs[other].result->packages)
      makers.emplace(artifact.sha256, std::pair(other, &artifact));
  std::vector<size_t> all(m_jobs.size());
  std::iota(all.begin(), all.end(), size_t{0});
  bool released = false;
  std::vector<size_t> lacking;
  for (size_t i = 0; i < m_jobs.size(); ++i) {
    if (m_jobs[i].state != State::deferred || !all_done(m_needs[i])) continue;
    const buildplan::Choice choice =
        m_chooser.choose(requirements_of(m_jobs[i]), visible_packages(i, built), all);
    if (!choice.solved) {
      lacking.push_back(i);
      continue;
    }
    // The first time it needs only the jobs that provide its generated names. So it sees the same packages as
    // in a run that knows these providers from the start.
    const bool needs_all = std::exchange(m_jobs[i].was_released, true);
    const GeneratedRequires asked(m_jobs[i].srpm());
    std::vector<size_t> others;
    for (const std::string& digest : choice.files) {
      const auto& [maker, artifact] = makers.at(digest);
      if (needs_all || asked.any_provided_by(*artifact)) others.push_back(maker);
    }
    add_needs(i, others);
    if (m_jobs[i].generates) add_needs(i, built);
    m_jobs[i].state = State::waiting;
    released = true;
  }
  if (released) return true;
  for (const size_t i : lacking) give_up(i, visible_packages(i, built), is_forecast);
  return !lacking.empty();
}

// A job lacks something that will not turn up any more. It is blocked by failed packages that would have
// provided it; otherwise it fails itself.
void Jobs::give_up(size_t i, const std::vector<const engine::Artifact*>& artifacts, bool is_forecast) {
  Job& job = m_jobs[i];
  const std::vector<size_t> unbuilt = unbuilt_others(i);
  const std::vector<Lack> lacks =
      is_forecast && !unbuilt.empty() ? std::vector<Lack>{} : missing(i, artifacts);
  const std::vector<size_t> providers = lacks.empty() ? unbuilt : failed_providers(i, artifacts, lacks);
  if (!providers.empty()) {
    add_needs(i, providers);
    job.state = State::blocked;
    return;
  }
  // It lacks what an earlier attempt asked for. Building it again gives the better error message.
  if (auto& more = job.task.request.extra_requires; job.generates && !job.asked_in_vain && !more.empty()) {
    more.clear();
    job.state = State::ready;
    return;
  }
  std::vector<std::string> lines;
  for (const Lack& lack : lacks) lines.push_back(lack.line);
  job.failure = job.asked_in_vain ? *job.asked_in_vain
                                  : buildplan::unresolved_error(m_repositories.target(), std::move(lines));
  job.state = State::failed;
  // Building these packages would have shown what else they provide.
  std::vector<std::string> unknown;
  const bool may_be_theirs = std::ranges::any_of(
      lacks, [](const Lack& lack) { return !buildplan::generated_names(lack.name).empty(); });
  if (may_be_theirs)
    for (const size_t other : unbuilt) unknown.push_back(m_jobs[other].label());
  if (!unknown.empty())
    job.failure = Error(*job.failure)
                      .note(fmt::format(
                          "these packages were not built either, so what else they provide is unknown: {}",
                          join(unknown, ", ")));
}

// The jobs that failed or are blocked and do not need this one.
std::vector<size_t> Jobs::unbuilt_others(size_t i) const {
  const std::vector<size_t> later = buildplan::closure(m_needed_by, i);
  std::vector<size_t> unbuilt;
  for (size_t other = 0; other < m_jobs.size(); ++other) {
    const State state = m_jobs[other].state;
    if ((state == State::failed || state == State::blocked) && other != i &&
        !std::ranges::binary_search(later, other))
      unbuilt.push_back(other);
  }
  return unbuilt;
}

// The unbuilt jobs that are known to provide what the job lacks: by their specs, by their last build, or by
// the name itself.
std::vector<size_t> Jobs::failed_providers(size_t i, const std::vector<const engine::Artifact*>& artifacts,
                                           const std::vector<Lack>& lacks) {
  const std::vector<size_t> unbuilt = unbuilt_others(i);
  std::vector<size_t> withheld;
  for (size_t other = 0; other < m_jobs.size(); ++other)
    if (!std::ranges::binary_search(unbuilt, other)) withheld.push_back(other);
  if (unbuilt.empty()) return {};
  std::set<size_t> providers;
  const buildplan::Choice choice = m_chooser.choose(requirements_of(m_jobs[i]), artifacts, withheld);
  for (const std::string& nevra : choice.promised) providers.insert(m_by_nevra.at(nevra));
  for (const Lack& lack : lacks) {
    const std::string learnt = learnt_of(m_jobs[i], lack.name);
    const auto names = buildplan::generated_names(lack.name);
    for (const size_t other : unbuilt) {
      const srpm::Srpm& srpm = m_jobs[other].srpm();
      if (learnt.starts_with(m_jobs[other].label() + " provided it ") ||
          std::ranges::any_of(names, [&](const auto& name) { return is_named_after(name, srpm); }))
        providers.insert(other);
    }
  }
  return {providers.begin(), providers.end()};
}

std::vector<Jobs::Lack> Jobs::missing(size_t i, const std::vector<const engine::Artifact*>& artifacts) const {
  solve::Universe universe = m_repositories.universe();
  std::vector<fs::path> files;
  for (const engine::Artifact* artifact : artifacts) files.push_back(artifact->path);
  universe.add_files("product", files);
  const auto [requirements, conflicts] = requirements_of(m_jobs[i]);
  const std::string name = m_jobs[i].label();
  std::vector<Lack> lacks;
  const auto unprovided = universe.unprovided(requirements);
  const auto names = unprovided.empty() ? std::vector<std::string>{} : universe.provided_names();
  for (const std::string& requirement : unprovided) {
    const std::string learnt = learnt_of(m_jobs[i], requirement);
    lacks.push_back({learnt.empty() ? buildplan::unresolved_line(name, requirement, names)
                                    : fmt::format("{}: {}; {}", name, requirement, learnt),
                     requirement});
  }
  if (!lacks.empty()) return lacks;
  for (const solve::Problem& problem : universe.solve(requirements, conflicts).problems) {
    lacks.push_back({fmt::format("{}: {}: {}", name, problem.requirement, join(problem.explanation, "; ")),
                     unprovided_in(problem.explanation)});
  }
  return lacks;
}

}  // namespace rpmworks::schedule
