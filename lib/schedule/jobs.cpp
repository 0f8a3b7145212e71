// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "core/digest.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace rpmworks::schedule {

namespace {

constexpr double k_unknown_seconds = 30;  // of a package that was never built, for the order alone

// By the numbers of their jobs. What a first round makes is not promised: nothing of it is to be seen later.
std::vector<const srpm::Srpm*> promises(const buildplan::Plan& plan) {
  std::vector<const srpm::Srpm*> promises;
  for (const buildplan::Plan::Job& job : plan.jobs)
    promises.push_back(job.is_first_round() ? nullptr : job.srpm);
  return promises;
}

/// What a package build-requires and only building shows.
class FoundOut {
 public:
  explicit FoundOut(const srpm::Srpm& srpm) {
    for (const std::string& requirement : srpm.info.build_requires)
      for (std::string& name : buildplan::found_out_by_building(requirement)) m_names.insert(std::move(name));
  }
  bool is_in(const engine::Artifact& artifact) const {
    const auto is_asked = [this](const std::string& name) { return m_names.contains(name); };
    const auto is_provided = [&](const std::string& text) {
      return is_asked(text.substr(0, text.find(' ')));
    };
    if (std::ranges::any_of(artifact.package.provides, is_provided)) return true;
    const bool asks_for_files = std::ranges::any_of(m_names, [](const auto& name) { return name[0] == '/'; });
    return asks_for_files && std::ranges::any_of(rpm::file_names(artifact.path), is_asked);
  }

 private:
  std::set<std::string> m_names;
};

buildplan::BuildNeeds needs_of(const Jobs::Job& job) {
  buildplan::BuildNeeds needs{job.srpm().info.build_requires, job.srpm().info.build_conflicts};
  const auto& more = job.task.request.more_requires;
  needs.requirements.insert(needs.requirements.end(), more.begin(), more.end());
  return needs;
}

bool add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) != list.end()) return false;
  list.push_back(text);
  return true;
}

// Of "nothing provides /usr/bin/x needed by y-1-1.noarch" the name.
std::string unprovided_in(const std::vector<std::string>& explanation) {
  constexpr std::string_view k_start = "nothing provides ";
  for (const std::string& line : explanation) {
    if (!line.starts_with(k_start)) continue;
    const std::string rest = line.substr(k_start.size());
    return rest.substr(0, rest.find(" needed by "));
  }
  return {};
}

// Whether a name that only building shows says that it is of this package: "pkgconfig(greet)",
// "libgreet.so.1()(64bit)", "/usr/bin/greet".
bool is_named_after(const std::string& name, const srpm::Srpm& srpm) {
  std::string inner = name.substr(name.starts_with('/') ? name.rfind('/') + 1 : name.find('(') + 1);
  if (name.find(".so") != std::string::npos) inner = name.substr(name.starts_with("lib") ? 3 : 0);
  const std::string& own = srpm.nevra.name;
  if (!inner.starts_with(own)) return false;
  return inner.size() == own.size() || std::string_view("().-_").find(inner[own.size()]) != std::string::npos;
}

// "zlib had it in release 1.0.1", or nothing.
std::string learnt_of(const Jobs::Job& job, const std::string& requirement) {
  const std::string start = requirement.substr(0, requirement.find(' ')) + ": ";
  const auto at =
      std::ranges::find_if(job.learnt, [&](const std::string& line) { return line.starts_with(start); });
  return at == job.learnt.end() ? "" : at->substr(start.size());
}

}  // namespace

Jobs::Jobs(buildplan::Plan plan, const buildplan::Base& base, store::Store& store,
           const std::string& environment, const store::Workspace& workspace, const ResultCache& cache)
    : m_base(base),
      m_store(store),
      m_environment(environment),
      m_chooser(base, store, environment, promises(plan)),
      m_needed_by(plan.jobs.size()) {
  for (buildplan::Plan::Job& planned : plan.jobs) {
    Job job;
    job.generates = planned.generates;
    job.learnt = std::move(planned.learnt);
    job.state = planned.deferred ? State::deferred : State::waiting;
    job.task.request.srpm = planned.srpm;
    job.task.request.target = &base.target();
    if (planned.is_first_round()) {
      job.target = std::make_unique<config::Target>(base.target());
      for (const auto& [name, value] : planned.srpm->extra_macros) job.target->macros[name] = value;
      job.task.request.target = job.target.get();
    }
    const rpm::Nevra& nevra = planned.srpm->nevra;
    // As in file names: no epoch.
    job.task.request.result_folder =
        workspace.results() / base.target().name /
        fmt::format("{}-{}-{}{}", nevra.name, nevra.evr.version, nevra.evr.release,
                    planned.is_first_round() ? "-bootstrap" : "");
    job.weight = cache.seconds(*planned.srpm).value_or(k_unknown_seconds);
    if (!planned.is_first_round()) m_by_nevra.emplace(nevra.str(), m_jobs.size());
    for (const size_t other : planned.needs) m_needed_by[other].push_back(m_jobs.size());
    m_needs.push_back(std::move(planned.needs));
    m_jobs.push_back(std::move(job));
  }
}

size_t Jobs::over() const {
  return static_cast<size_t>(std::ranges::count_if(m_jobs, &Job::is_over));
}

bool Jobs::all_done(const std::vector<size_t>& jobs) const {
  return std::ranges::all_of(jobs, [this](size_t other) { return m_jobs[other].state == State::done; });
}

// The product's own packages that the given jobs made, as far as they are for job `i` to see: what a first
// round made is for those of the circle, which need it, until the package itself is there.
std::vector<const engine::Artifact*> Jobs::made_for(size_t i, const std::vector<size_t>& jobs) const {
  std::set<const srpm::Srpm*> replaced;
  for (const size_t other : jobs) replaced.insert(m_jobs[other].srpm().bootstrap.get());
  std::vector<const engine::Artifact*> artifacts;
  std::optional<std::vector<size_t>> needed;
  for (const size_t other : jobs) {
    const Job& job = m_jobs[other];
    if (job.is_first_round()) {
      if (replaced.contains(&job.srpm())) continue;
      if (!needed) needed = buildplan::closure(m_needs, i);
      if (!std::ranges::binary_search(*needed, other)) continue;
    }
    for (const engine::Artifact& artifact : job.result->packages) artifacts.push_back(&artifact);
  }
  return artifacts;
}

void Jobs::let_see(size_t i, std::vector<const engine::Artifact*> artifacts) {
  std::ranges::stable_sort(artifacts, [](const engine::Artifact* a, const engine::Artifact* b) {
    return a->package.nevra < b->package.nevra;
  });
  // Two source packages may make one and the same file.
  const auto repeated = std::ranges::unique(artifacts, {}, &engine::Artifact::sha256);
  artifacts.erase(repeated.begin(), repeated.end());
  Task& task = m_jobs[i].task;
  task.request.local_packages.clear();
  for (const engine::Artifact* artifact : artifacts) task.request.local_packages.push_back(artifact->path);
  task.visible = std::move(artifacts);
}

void Jobs::need(size_t i, const std::vector<size_t>& others) {
  std::vector<bool> known(m_jobs.size());
  known[i] = true;
  for (const size_t other : m_needs[i]) known[other] = true;
  for (const size_t other : others) {
    if (known[other]) continue;
    known[other] = true;
    m_needs[i].push_back(other);
    m_needed_by[other].push_back(i);
    m_paths.clear();
  }
}

bool Jobs::settle() {
  bool moved = false;
  for (size_t i = 0; i < m_jobs.size(); ++i) {
    const State state = m_jobs[i].state;
    if (state != State::waiting && state != State::deferred) continue;
    const bool is_left = std::ranges::any_of(m_needs[i], [this](size_t other) {
      return m_jobs[other].state == State::failed || m_jobs[other].state == State::blocked;
    });
    if (is_left) {
      m_jobs[i].state = State::blocked;
      moved = true;
    } else if (state == State::waiting) {
      moved |= settle(i);
    }
  }
  return moved;
}

// Settles what a job needs and sees, once all it is known to need is built. Gives whether anything changed.
bool Jobs::settle(size_t i) {
  if (!all_done(m_needs[i])) return false;
  Job& job = m_jobs[i];
  const std::vector<size_t> built = buildplan::closure(m_needs, i);
  const std::vector<const engine::Artifact*> artifacts = made_for(i, built);
  if (job.generates) {
    // Nobody knows what it will ask for, so it sees all that was there when it was released.
    let_see(i, artifacts);
    if (!recall(i)) {
      job.state = State::ready;
      return true;
    }
    // It asked for more than it sees now: it waits for what is built beside it.
    const buildplan::Choice choice = choose(i, needs_of(job), built, artifacts);
    if (!choice.solved || !choice.promised.empty()) job.state = State::deferred;
    return true;
  }
  const buildplan::Choice choice = choose(i, needs_of(job), built, artifacts);
  if (!choice.solved) {
    job.state = State::deferred;
    return true;
  }
  if (!choice.promised.empty()) {
    std::vector<size_t> others;
    for (const std::string& nevra : choice.promised) others.push_back(m_by_nevra.at(nevra));
    need(i, others);
    return true;
  }
  std::vector<const engine::Artifact*> seen;
  for (const engine::Artifact* artifact : artifacts) {
    if (std::ranges::binary_search(choice.files, artifact->sha256)) seen.push_back(artifact);
  }
  let_see(i, std::move(seen));
  if (!recall(i)) job.state = State::ready;
  return true;
}

// What comes from a package that failed is promised all the same: another one must not take its place.
buildplan::Choice Jobs::choose(size_t i, const buildplan::BuildNeeds& needs, const std::vector<size_t>& built,
                               const std::vector<const engine::Artifact*>& artifacts) {
  const std::vector<size_t> later = buildplan::closure(m_needed_by, i);
  std::vector<size_t> withheld;
  std::ranges::set_union(built, later, std::back_inserter(withheld));
  withheld.insert(std::ranges::lower_bound(withheld, i), i);
  return m_chooser.choose(needs, artifacts, withheld);
}

// Everything that decides what a build asks for: the same always asks for the same.
std::string Jobs::asked_key(size_t i) const {
  const Job& job = m_jobs[i];
  Digest digest;
  digest.field("asked 1").field(m_environment).field(job.srpm().sha256);
  for (const auto& [name, value] : job.srpm().extra_macros) digest.field(name).field(value);
  for (const engine::Artifact* artifact : job.task.visible) digest.field(artifact->sha256);
  digest.field("requires");
  for (const std::string& requirement : job.task.request.more_requires) digest.field(requirement);
  return digest.hex();
}

// Takes what an earlier try of the same build asked for. Gives whether that is anything new.
bool Jobs::recall(size_t i) {
  const auto asked = k_asked.find(m_store, asked_key(i));
  if (!asked) return false;
  bool is_new = false;
  for (const auto& one : *asked) is_new |= add_once(m_jobs[i].task.request.more_requires, one);
  return is_new;
}

bool Jobs::look_again(size_t i, const engine::Unfulfilled& error) {
  Job& job = m_jobs[i];
  const std::string key = asked_key(i);
  std::vector<std::string> more = job.task.request.more_requires;
  bool is_new = false;
  for (const std::string& requirement : error.requirements()) is_new |= add_once(more, requirement);
  if (!is_new) return false;
  buildplan::BuildNeeds needs = needs_of(job);
  needs.requirements.insert(needs.requirements.end(), more.begin(), more.end());
  const std::vector<size_t> built = buildplan::closure(m_needs, i);
  const buildplan::Choice choice = choose(i, needs, built, made_for(i, built));
  // A name that only building shows may turn up with a package that is still to be built.
  const bool may_turn_up = std::ranges::any_of(
      error.requirements(), [](const auto& one) { return !buildplan::found_out_by_building(one).empty(); });
  const bool has_others = built.size() + buildplan::closure(m_needed_by, i).size() + 1 < m_jobs.size();
  if (!choice.solved && !(may_turn_up && has_others)) return false;
  k_asked.put(m_store, key, more);
  job.task.request.more_requires = std::move(more);
  job.asked_in_vain = error;
  // One that generates takes all there is: what was released together with it, or needs what was, comes
  // first.
  job.state = job.generates ? State::deferred : State::waiting;
  return true;
}

std::vector<size_t> Jobs::ready() {
  std::vector<size_t> ready;
  for (size_t i = 0; i < m_jobs.size(); ++i) {
    if (m_jobs[i].state == State::ready) ready.push_back(i);
  }
  if (ready.size() < 2) return ready;
  if (m_paths.empty()) {
    std::vector<double> weights;
    for (const Job& job : m_jobs) weights.push_back(job.weight);
    m_paths = buildplan::critical_paths(m_needs, weights);
  }
  std::ranges::stable_sort(ready, [this](size_t a, size_t b) { return m_paths[a] > m_paths[b]; });
  return ready;
}

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
    const buildplan::Choice choice = m_chooser.choose(needs_of(m_jobs[i]), made_for(i, built), all);
    if (!choice.solved) {
      lacking.push_back(i);
      continue;
    }
    // At first only who has what it asks for, as when that is known from before: it is to see the same then.
    const bool all_of_it = std::exchange(m_jobs[i].was_released, true);
    const FoundOut asked(m_jobs[i].srpm());
    std::vector<size_t> others;
    for (const std::string& digest : choice.files) {
      const auto& [maker, artifact] = makers.at(digest);
      if (all_of_it || asked.is_in(*artifact)) others.push_back(maker);
    }
    need(i, others);
    if (m_jobs[i].generates) need(i, built);
    m_jobs[i].state = State::waiting;
    released = true;
  }
  if (released) return true;
  for (const size_t i : lacking) give_up(i, made_for(i, built), is_forecast);
  return !lacking.empty();
}

// A job lacks something and will not get it. It waits for packages that failed and would have had it;
// what nobody would have had is its own failure.
void Jobs::give_up(size_t i, const std::vector<const engine::Artifact*>& artifacts, bool is_forecast) {
  Job& job = m_jobs[i];
  const std::vector<size_t> lost = lost_for(i);
  const std::vector<Lack> lacks = is_forecast && !lost.empty() ? std::vector<Lack>{} : missing(i, artifacts);
  const std::vector<size_t> holders = lacks.empty() ? lost : failed_holders(i, artifacts, lacks);
  if (!holders.empty()) {
    need(i, holders);
    job.state = State::blocked;
    return;
  }
  // What it asked for in an earlier run; how it asks, it says best itself.
  if (auto& more = job.task.request.more_requires; job.generates && !job.asked_in_vain && !more.empty()) {
    more.clear();
    job.state = State::ready;
    return;
  }
  std::vector<std::string> lines;
  for (const Lack& lack : lacks) lines.push_back(lack.line);
  job.failure =
      job.asked_in_vain ? *job.asked_in_vain : buildplan::cannot_be_had(m_base.target(), std::move(lines));
  job.state = State::failed;
  // Only building would have shown what these provide.
  std::vector<std::string> unknown;
  const bool may_be_theirs = std::ranges::any_of(
      lacks, [](const Lack& lack) { return !buildplan::found_out_by_building(lack.name).empty(); });
  if (may_be_theirs)
    for (const size_t other : lost) unknown.push_back(buildplan::label(m_jobs[other].srpm()));
  if (!unknown.empty())
    job.failure = Error(*job.failure)
                      .note(fmt::format("not built either, and so it is not known what else they provide: {}",
                                        join(unknown, ", ")));
}

// Those that were not built, and do not wait for this one themselves.
std::vector<size_t> Jobs::lost_for(size_t i) const {
  const std::vector<size_t> later = buildplan::closure(m_needed_by, i);
  std::vector<size_t> lost;
  for (size_t other = 0; other < m_jobs.size(); ++other) {
    const State state = m_jobs[other].state;
    if ((state == State::failed || state == State::blocked) && other != i &&
        !std::ranges::binary_search(later, other))
      lost.push_back(other);
  }
  return lost;
}

// Those that were not built of which is known that they would have had what the job lacks: by their specs, by
// their last build, or by the name itself.
std::vector<size_t> Jobs::failed_holders(size_t i, const std::vector<const engine::Artifact*>& artifacts,
                                         const std::vector<Lack>& lacks) {
  const std::vector<size_t> lost = lost_for(i);
  std::vector<size_t> withheld;
  for (size_t other = 0; other < m_jobs.size(); ++other)
    if (!std::ranges::binary_search(lost, other)) withheld.push_back(other);
  if (lost.empty()) return {};
  std::set<size_t> holders;
  const buildplan::Choice choice = m_chooser.choose(needs_of(m_jobs[i]), artifacts, withheld);
  for (const std::string& nevra : choice.promised) holders.insert(m_by_nevra.at(nevra));
  for (const Lack& lack : lacks) {
    const std::string learnt = learnt_of(m_jobs[i], lack.name);
    const auto names = buildplan::found_out_by_building(lack.name);
    for (const size_t other : lost) {
      const srpm::Srpm& srpm = m_jobs[other].srpm();
      if (learnt.starts_with(buildplan::label(srpm) + " had it ") ||
          std::ranges::any_of(names, [&](const auto& name) { return is_named_after(name, srpm); }))
        holders.insert(other);
    }
  }
  return {holders.begin(), holders.end()};
}

std::vector<Jobs::Lack> Jobs::missing(size_t i, const std::vector<const engine::Artifact*>& artifacts) const {
  solve::Universe universe = m_base.universe();
  std::vector<fs::path> files;
  for (const engine::Artifact* artifact : artifacts) files.push_back(artifact->path);
  universe.add_files("product", files);
  const auto [requirements, conflicts] = needs_of(m_jobs[i]);
  const std::string name = buildplan::label(m_jobs[i].srpm());
  std::vector<Lack> lacks;
  const auto unprovided = universe.unprovided(requirements);
  const auto names = unprovided.empty() ? std::vector<std::string>{} : universe.provided_names();
  for (const std::string& requirement : unprovided) {
    const std::string learnt = learnt_of(m_jobs[i], requirement);
    lacks.push_back({learnt.empty() ? buildplan::missing_line(name, requirement, names)
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

std::vector<size_t> Jobs::causes(size_t i) const {
  std::vector<size_t> causes = buildplan::closure(m_needs, i);
  std::erase_if(causes, [this](size_t other) { return m_jobs[other].state != State::failed; });
  return causes;
}

}  // namespace rpmworks::schedule
