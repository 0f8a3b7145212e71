// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/universe/universe.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "rpm/requirement.hpp"
#include "solve/universe/universe_state.hpp"
#include "solve/walk.hpp"

namespace rpmworks::solve {

namespace {

// The name of a versioned dependency; both names of "(a with b)".
void add_names(Pool* pool, Id dependency, std::unordered_set<Id>& names) {
  if (!ISRELDEP(dependency)) {
    names.insert(dependency);
    return;
  }
  const Reldep* relation = GETRELDEP(pool, dependency);
  add_names(pool, relation->name, names);
  if (relation->flags > (REL_GT | REL_EQ | REL_LT)) add_names(pool, relation->evr, names);
}

}  // namespace

Universe::Universe(const std::string& arch) : m_state(std::make_unique<State>()) {
  m_state->arch = arch;
}
Universe::Universe(Universe&&) noexcept = default;
Universe& Universe::operator=(Universe&&) noexcept = default;
Universe::~Universe() = default;

void Universe::add(const upstream::Metadata& metadata) {
  m_state->forget();
  m_state->metadata.push_back(metadata);
}

void Universe::add_files(const std::string& name, const std::vector<fs::path>& files) {
  m_state->forget_own();
  m_state->files.push_back({name, files});
}

void Universe::add_promised(const std::string& source_name, const rpm::SpecInfo& info) {
  m_state->forget_own();
  m_state->promises.push_back({source_name, info});
}

void Universe::remove_own() {
  if (m_state->files.empty() && m_state->promises.empty() && !m_state->with_filelists) return;
  m_state->forget_own();
  m_state->files.clear();
  m_state->promises.clear();
}

Solution Universe::solve(const std::vector<std::string>& requirements,
                         const std::vector<std::string>& conflicts) const {
  const std::lock_guard guard(m_state->mutex);
  Solution solution;
  const std::vector<Job> jobs = m_state->prepare(requirements, solution.problems, conflicts);
  Answer answer = run_solver(m_state->pool.get(), jobs);
  for (Problem& problem : answer.problems) solution.problems.push_back(std::move(problem));
  if (!solution.problems.empty()) return solution;
  for (const Id package : answer.install) solution.install.push_back(m_state->chosen(package));
  return solution;
}

bool Universe::can_be_solved(const std::vector<std::string>& requirements,
                             const std::vector<std::string>& conflicts) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  const std::vector<Job> jobs = m_state->prepare(requirements, unreadable, conflicts);
  return unreadable.empty() && can_solve(m_state->pool.get(), jobs);
}

std::vector<std::string> Universe::unprovided(const std::vector<std::string>& requirements) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  const std::vector<Job> jobs = m_state->prepare(requirements, unreadable);
  std::vector<std::string> missing;
  for (Problem& problem : unreadable) missing.push_back(std::move(problem.requirement));
  for (const Job& job : jobs) {
    if (!can_be_had(m_state->pool.get(), job.dependency)) missing.push_back(job.requirement);
  }
  return missing;
}

std::set<std::string> Universe::names_looked_up(const std::vector<std::string>& requirements) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  std::vector<Job> jobs = m_state->prepare(requirements, unreadable);
  Pool* pool = m_state->pool.get();
  // A requirement that libsolv cannot parse still begins with a name to look up.
  for (const Problem& problem : unreadable) {
    const std::string name(rpm::requirement_name(problem.requirement));
    jobs.push_back({problem.requirement, pool_str2id(pool, name.c_str(), 1)});
  }
  std::vector<Id> dependencies;
  for (const Job& job : jobs) dependencies.push_back(job.dependency);
  std::unordered_set<Id> ids;
  walk(
      pool, std::move(dependencies), {}, [&](Id part) { add_names(pool, part, ids); },
      [&](const Solvable& package) { ids.insert(package.name); });
  std::set<std::string> names;
  for (const Id id : ids) names.insert(pool_id2str(pool, id));
  return names;
}

std::vector<std::string> Universe::promised_by(const std::string& requirement,
                                               const std::vector<std::string>& conflicts) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  std::vector<Job> jobs = m_state->prepare({requirement}, unreadable, conflicts);
  // A conflict applies as a whole: "(a and b)" excludes neither package alone.
  std::vector<Job> excluding;
  std::ranges::copy_if(jobs, std::back_inserter(excluding), [this](const Job& job) {
    return job.is_conflict && parts_of(m_state->pool.get(), job.dependency).size() == 1;
  });
  std::erase_if(jobs, &Job::is_conflict);
  const std::set<Id> excluded = m_state->providers_of(excluding);
  std::set<std::string> names;
  for (const Id package : m_state->providers_of(jobs)) {
    if (excluded.contains(package)) continue;
    if (const auto at = m_state->promised_by.find(package); at != m_state->promised_by.end())
      names.insert(at->second);
  }
  return {names.begin(), names.end()};
}

std::vector<std::string> Universe::providers(const std::vector<std::string>& requirements) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  std::set<std::string> names;
  for (const Id package : m_state->providers_of(m_state->prepare(requirements, unreadable)))
    names.insert(pool_solvid2str(m_state->pool.get(), package));
  return {names.begin(), names.end()};
}

std::vector<fs::path> Universe::files_providing(const std::string& requirement) const {
  const std::lock_guard guard(m_state->mutex);
  std::vector<Problem> unreadable;
  std::set<fs::path> files;
  for (const Job& job : m_state->prepare({requirement}, unreadable)) {
    for (const Id part : parts_of(m_state->pool.get(), job.dependency)) {
      for (const Id* p = pool_whatprovides_ptr(m_state->pool.get(), part); *p; ++p) {
        if (const auto at = m_state->file_of.find(*p); at != m_state->file_of.end()) files.insert(at->second);
      }
    }
  }
  return {files.begin(), files.end()};
}

std::vector<std::string> Universe::provided_names() const {
  const std::lock_guard guard(m_state->mutex);
  m_state->fill(false);
  Pool* pool = m_state->pool.get();
  std::set<std::string> names;
  Id id = 0;
  FOR_POOL_SOLVABLES(id) {
    const Solvable* package = pool_id2solvable(pool, id);
    if (!package->provides) continue;
    for (const Id* provided = package->repo->idarraydata + package->provides; *provided; ++provided) {
      Id name = *provided;
      while (ISRELDEP(name)) name = GETRELDEP(pool, name)->name;
      const char* text = pool_id2str(pool, name);
      if (text[0] != '/' && name != SOLVABLE_FILEMARKER) names.insert(text);
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace rpmworks::solve
