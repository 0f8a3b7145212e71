// SPDX-License-Identifier: GPL-3.0-or-later
#include "schedule/jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/digest.hpp"
#include "schedule/records.hpp"

namespace rpmworks::schedule {

namespace {

constexpr double k_unknown_seconds = 30;  // of a package that was never built, for the order alone

// By the numbers of their jobs. Bootstrap builds promise nothing: their packages are replaced later.
engine::Packages promises(const buildplan::Plan& plan) {
  engine::Packages promises;
  for (const buildplan::Plan::Step& step : plan.steps)
    promises.push_back(step.package->is_bootstrap() ? nullptr : step.package);
  return promises;
}

bool add_once(std::vector<std::string>& list, const std::string& text) {
  if (std::ranges::find(list, text) != list.end()) return false;
  list.push_back(text);
  return true;
}

}  // namespace

buildplan::BuildRequirements requirements_of(const Jobs::Job& job) {
  buildplan::BuildRequirements needs{job.srpm().info.build_requires, job.srpm().info.build_conflicts};
  const auto& more = job.task.request.extra_requires;
  needs.requirements.insert(needs.requirements.end(), more.begin(), more.end());
  return needs;
}

Jobs::Jobs(buildplan::Plan plan, const Setup& setup, const JobInputs& inputs)
    : m_repositories(inputs.repositories),
      m_store(setup.store),
      m_environment(inputs.environment),
      m_chooser(inputs.repositories, setup.store, inputs.environment, promises(plan)),
      m_needed_by(plan.steps.size()) {
  for (buildplan::Plan::Step& step : plan.steps) {
    const engine::Package& package = *step.package;
    Job job;
    job.generates = step.generates;
    job.learnt = std::move(step.learnt);
    job.state = step.deferred ? State::deferred : State::waiting;
    job.task.request.package = step.package;
    job.task.request.target = &setup.target;
    if (package.is_bootstrap()) {
      job.bootstrap_target =
          std::make_unique<const config::Target>(config::with_macros(setup.target, package.bootstrap_macros));
      job.task.request.target = job.bootstrap_target.get();
    }
    const rpm::Nevra& nevra = package.srpm.nevra;
    // Without the epoch, as in file names.
    job.task.request.result_folder =
        setup.workspace.results() / setup.target.name /
        fmt::format("{}-{}-{}{}", nevra.name, nevra.evr.version, nevra.evr.release,
                    package.is_bootstrap() ? "-bootstrap" : "");
    job.weight = inputs.cache.seconds(package).value_or(k_unknown_seconds);
    if (!package.is_bootstrap()) m_by_nevra.emplace(nevra.str(), m_jobs.size());
    for (const size_t other : step.needs) m_needed_by[other].push_back(m_jobs.size());
    m_needs.push_back(std::move(step.needs));
    m_jobs.push_back(std::move(job));
  }
}

size_t Jobs::over() const {
  return static_cast<size_t>(std::ranges::count_if(m_jobs, &Job::is_over));
}

bool Jobs::all_done(const std::vector<size_t>& jobs) const {
  return std::ranges::all_of(jobs, [this](size_t other) { return m_jobs[other].state == State::done; });
}

// The packages of the given jobs that job `i` may see. It sees the packages of a bootstrap build only if it
// needs that build, and only until the full build is done.
std::vector<const engine::Artifact*> Jobs::visible_packages(size_t i, const std::vector<size_t>& jobs) const {
  std::set<const engine::Package*> replaced;
  for (const size_t other : jobs) replaced.insert(m_jobs[other].package()->bootstrap.get());
  std::vector<const engine::Artifact*> artifacts;
  std::optional<std::vector<size_t>> needed;
  for (const size_t other : jobs) {
    const Job& job = m_jobs[other];
    if (job.is_bootstrap()) {
      if (replaced.contains(job.package().get())) continue;
      if (!needed) needed = buildplan::closure(m_needs, i);
      if (!std::ranges::binary_search(*needed, other)) continue;
    }
    for (const engine::Artifact& artifact : job.result->packages) artifacts.push_back(&artifact);
  }
  return artifacts;
}

void Jobs::show_packages(size_t i, std::vector<const engine::Artifact*> artifacts) {
  std::ranges::stable_sort(artifacts, [](const engine::Artifact* a, const engine::Artifact* b) {
    return a->package.nevra < b->package.nevra;
  });
  // Two source packages may make the same file.
  const auto repeated = std::ranges::unique(artifacts, {}, &engine::Artifact::sha256);
  artifacts.erase(repeated.begin(), repeated.end());
  Task& task = m_jobs[i].task;
  task.request.local_packages.clear();
  for (const engine::Artifact* artifact : artifacts) task.request.local_packages.push_back(artifact->path);
  task.visible = std::move(artifacts);
}

void Jobs::add_needs(size_t i, const std::vector<size_t>& others) {
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

// Once all known needs of a job are built, determines what else it needs and what it sees. Returns whether
// the job changed.
bool Jobs::settle(size_t i) {
  if (!all_done(m_needs[i])) return false;
  Job& job = m_jobs[i];
  const std::vector<size_t> built = buildplan::closure(m_needs, i);
  const std::vector<const engine::Artifact*> artifacts = visible_packages(i, built);
  if (job.generates) {
    // What it will ask for is unknown, so it sees everything that was built when it was released.
    show_packages(i, artifacts);
    if (!recall_asked(i)) {
      job.state = State::ready;
      return true;
    }
    // An earlier attempt asked for more than it sees now, so it waits for the builds that run beside it.
    const buildplan::Choice choice = choose(i, requirements_of(job), built, artifacts);
    if (!choice.solved || !choice.promised.empty()) job.state = State::deferred;
    return true;
  }
  const buildplan::Choice choice = choose(i, requirements_of(job), built, artifacts);
  if (!choice.solved) {
    job.state = State::deferred;
    return true;
  }
  if (!choice.promised.empty()) {
    std::vector<size_t> others;
    for (const std::string& nevra : choice.promised) others.push_back(m_by_nevra.at(nevra));
    add_needs(i, others);
    return true;
  }
  std::vector<const engine::Artifact*> seen;
  for (const engine::Artifact* artifact : artifacts) {
    if (std::ranges::binary_search(choice.files, artifact->sha256)) seen.push_back(artifact);
  }
  show_packages(i, std::move(seen));
  if (!recall_asked(i)) job.state = State::ready;
  return true;
}

// A failed package still promises what it would have provided, so that no other package takes its place.
buildplan::Choice Jobs::choose(size_t i, const buildplan::BuildRequirements& needs,
                               const std::vector<size_t>& built,
                               const std::vector<const engine::Artifact*>& artifacts) {
  const std::vector<size_t> later = buildplan::closure(m_needed_by, i);
  std::vector<size_t> withheld;
  std::ranges::set_union(built, later, std::back_inserter(withheld));
  withheld.insert(std::ranges::lower_bound(withheld, i), i);
  return m_chooser.choose(needs, artifacts, withheld);
}

// Covers everything that determines what a build asks for.
std::string Jobs::asked_key(size_t i) const {
  const Job& job = m_jobs[i];
  Digest digest;
  digest.field("asked 1").field(m_environment).field(job.srpm().sha256);
  for (const auto& [name, value] : job.package()->bootstrap_macros) digest.field(name).field(value);
  for (const engine::Artifact* artifact : job.task.visible) digest.field(artifact->sha256);
  digest.field("requires");
  for (const std::string& requirement : job.task.request.extra_requires) digest.field(requirement);
  return digest.hex();
}

// Adds the requirements that an earlier attempt at the same build asked for. Returns whether any of them is
// new.
bool Jobs::recall_asked(size_t i) {
  const auto asked = k_asked.find(m_store, asked_key(i));
  if (!asked) return false;
  bool is_new = false;
  for (const auto& one : *asked) is_new |= add_once(m_jobs[i].task.request.extra_requires, one);
  return is_new;
}

bool Jobs::retry_with(size_t i, const engine::Unfulfilled& error) {
  Job& job = m_jobs[i];
  const std::string key = asked_key(i);
  std::vector<std::string> more = job.task.request.extra_requires;
  bool is_new = false;
  for (const std::string& requirement : error.requirements()) is_new |= add_once(more, requirement);
  if (!is_new) return false;
  buildplan::BuildRequirements needs = requirements_of(job);
  needs.requirements.insert(needs.requirements.end(), more.begin(), more.end());
  const std::vector<size_t> built = buildplan::closure(m_needs, i);
  const buildplan::Choice choice = choose(i, needs, built, visible_packages(i, built));
  // A package that is still to be built may turn out to provide a generated name.
  const bool may_turn_up = std::ranges::any_of(
      error.requirements(), [](const auto& one) { return !buildplan::generated_names(one).empty(); });
  const bool has_others = built.size() + buildplan::closure(m_needed_by, i).size() + 1 < m_jobs.size();
  if (!choice.solved && !(may_turn_up && has_others)) return false;
  k_asked.put(m_store, key, more);
  job.task.request.extra_requires = std::move(more);
  job.asked_in_vain = error;
  // A job with %generate_buildrequires sees all built packages, so it waits for the jobs released together
  // with it and for their dependants.
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

void Jobs::reuse(size_t i, engine::BuildResult result) {
  m_jobs[i].result = std::move(result);
  m_jobs[i].state = State::done;
}

void Jobs::reuse_for_check(size_t i, engine::BuildResult result) {
  m_jobs[i].result = std::move(result);
}

void Jobs::forecast_build(size_t i) {
  m_jobs[i].state = State::failed;
}

void Jobs::start(size_t i) {
  m_jobs[i].state = State::running;
}

void Jobs::finish(size_t i, engine::BuildResult result) {
  m_jobs[i].result = std::move(result);
  m_jobs[i].state = State::done;
}

void Jobs::fail(size_t i, Error failure, std::optional<engine::BuildResult> result) {
  Job& job = m_jobs[i];
  job.result = std::move(result);
  job.failure = std::move(failure);
  job.state = job.result ? State::done : State::failed;
}

std::vector<size_t> Jobs::causes(size_t i) const {
  std::vector<size_t> causes = buildplan::closure(m_needs, i);
  std::erase_if(causes, [this](size_t other) { return m_jobs[other].state != State::failed; });
  return causes;
}

std::optional<engine::BuildResult> Jobs::take_result(size_t i) {
  return std::exchange(m_jobs[i].result, std::nullopt);
}

}  // namespace rpmworks::schedule
