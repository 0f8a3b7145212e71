// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/universe.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <unordered_set>

#include "core/error.hpp"
#include "rpm/requirement.hpp"
#include "solve/metadata.hpp"
#include "solve/packages.hpp"
#include "solve/pool.hpp"
#include "solve/solver.hpp"
#include "solve/walk.hpp"

namespace rpmworks::solve {

namespace {

/// Packages given as files.
struct Files {
  std::string name;
  std::vector<fs::path> files;
};

struct Promise {
  std::string source_name;
  rpm::SpecInfo info;
};

constexpr int k_own_packages = 99;  // above every repository, which have 0

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

bool is_rpms_own(const std::string& requirement) {
  return requirement.starts_with("rpmlib(");
}

}  // namespace

// The added packages, and a pool that is built from them on first use.
struct Universe::State {
  std::string arch;
  std::vector<upstream::Metadata> metadata;
  std::vector<Files> files;
  std::vector<Promise> promises;

  std::mutex mutex;
  PoolHandle pool;
  bool is_filled = false;  ///< the pool contains more than the repositories
  bool with_filelists = false;
  std::vector<Repo*> own;  ///< for files and promises
  Repo* asked = nullptr;   ///< its only package requires the requested file names
  std::set<Id> asked_files;
  std::map<const Repo*, const upstream::Metadata*> repositories;
  std::map<Id, fs::path> file_of;
  std::map<Id, std::string> promised_by;

  void forget() {
    pool.reset();
    is_filled = with_filelists = false;
    repositories.clear();
    own.clear();
    file_of.clear();
    promised_by.clear();
    asked_files.clear();
  }
  void forget_own();
  void fill(bool filelists);
  void load_repositories();
  void load_files(const Files& group);
  std::vector<Job> prepare(const std::vector<std::string>& requirements, std::vector<Problem>& problems,
                           const std::vector<std::string>& conflicts = {});
  std::set<Id> providers_of(const std::vector<Job>& jobs) const;
  bool lacks_a_file(const std::vector<Job>& jobs) const;
  Chosen chosen(Id package) const;
};

void Universe::State::load_files(const Files& group) {
  Repo* repo = own.emplace_back(repo_create(pool.get(), group.name.c_str()));
  repo->priority = k_own_packages;
  for (const fs::path& file : group.files) {
    file_of[add_package_file(repo, file)] = file;
  }
  repo_internalize(repo);
}

void Universe::State::load_repositories() {
  pool = new_pool();
  pool_setarch(pool.get(), arch.c_str());
  int place = 0;
  for (const upstream::Metadata& one : metadata) {
    Repo* repo = repo_create(pool.get(), one.name.c_str());
    repo->subpriority = --place;
    repositories[repo] = &one;
    load_metadata(repo, one, with_filelists);
  }
}

// Removes everything except the repositories. If complete file lists were loaded, discards the repositories
// too, because with complete file lists a solver might choose another package.
void Universe::State::forget_own() {
  if (with_filelists) return forget();
  if (!is_filled) return;
  // In reverse order: libsolv reuses package ids only at the end of the pool.
  repo_free(asked, 1);
  for (; !own.empty(); own.pop_back()) repo_free(own.back(), 1);
  is_filled = false;
  file_of.clear();
  promised_by.clear();
  asked_files.clear();
}

void Universe::State::fill(bool filelists) {
  if (is_filled && (with_filelists || !filelists)) return;
  if (is_filled) forget();
  try {
    if (!pool) {
      with_filelists = filelists;
      load_repositories();
    }
    for (const Files& group : files) load_files(group);
    for (const Promise& promise : promises) {
      Repo* repo = own.emplace_back(repo_create(pool.get(), promise.source_name.c_str()));
      repo->priority = k_own_packages;
      for (const rpm::SpecPackage& package : promise.info.packages)
        add_stand_in(repo, package.nevra, package.provides);
      for (Id id = repo->start; id < repo->end; ++id) promised_by[id] = promise.source_name;
      repo_internalize(repo);
    }
  } catch (...) {
    forget();
    throw;
  }
  is_filled = true;
  // libsolv looks up only file names that some package requires, so this package requires the requested ones.
  asked = repo_create(pool.get(), "asked");
  const Id id = repo_add_solvable(asked);
  Solvable* package = pool_id2solvable(pool.get(), id);
  package->name = pool_str2id(pool.get(), "asked", 1);
  package->evr = pool_str2id(pool.get(), "0", 1);
  package->arch = ARCH_SRC;
  pool_addfileprovides(pool.get());
  pool_createwhatprovides(pool.get());
}

// Parses the requirements and conflicts, and makes the pool look up the files among them.
std::vector<Job> Universe::State::prepare(const std::vector<std::string>& requirements,
                                          std::vector<Problem>& problems,
                                          const std::vector<std::string>& conflicts) {
  std::vector<Job> jobs;
  bool new_files = false;
  auto read = [&](const std::string& requirement, bool is_conflict) {
    if (is_rpms_own(requirement)) return;
    const Id dependency = parse_dependency(pool.get(), requirement);
    if (!dependency) {
      problems.push_back({requirement, {"rpm cannot parse this dependency"}});
      return;
    }
    jobs.push_back({requirement, dependency, is_conflict});
    for (const Id part : parts_of(pool.get(), dependency)) {
      if (ISRELDEP(part) || pool_id2str(pool.get(), part)[0] != '/') continue;
      if (!asked_files.insert(part).second) continue;
      Solvable* asking_for = pool_id2solvable(pool.get(), asked->start);
      asking_for->requires_ = repo_addid_dep(asked, asking_for->requires_, part, 0);
      new_files = true;
    }
  };
  auto read_all = [&] {
    jobs.clear();
    problems.clear();
    new_files = false;
    for (const std::string& requirement : requirements) read(requirement, false);
    for (const std::string& conflict : conflicts) read(conflict, true);
    if (!new_files) return;
    pool_addfileprovides(pool.get());
    pool_createwhatprovides(pool.get());
  };
  fill(false);
  read_all();
  if (!with_filelists && lacks_a_file(jobs)) {
    fill(true);
    read_all();
  }
  return jobs;
}

// Whether a file that is requested, or required by a package that could be installed, is in none of the short
// file lists of the primary metadata.
bool Universe::State::lacks_a_file(const std::vector<Job>& jobs) const {
  if (std::ranges::none_of(metadata, [](const auto& one) { return !one.filelists.empty(); })) return false;
  std::vector<Id> dependencies;
  for (const Job& job : jobs) {
    // Providers of a conflict are not installed, so only the conflict itself is looked up.
    if (!job.is_conflict)
      dependencies.push_back(job.dependency);
    else if (std::ranges::any_of(parts_of(pool.get(), job.dependency),
                                 [&](Id part) { return is_lacking_file(pool.get(), part); }))
      return true;
  }
  return solve::lacks_a_file(pool.get(), dependencies, {});
}

std::set<Id> Universe::State::providers_of(const std::vector<Job>& jobs) const {
  std::set<Id> packages;
  for (const Job& job : jobs) {
    for (const Id part : parts_of(pool.get(), job.dependency)) {
      for (const Id* p = pool_whatprovides_ptr(pool.get(), part); *p; ++p) packages.insert(*p);
    }
  }
  return packages;
}

Chosen Universe::State::chosen(Id id) const {
  Chosen result;
  result.nevra = nevra_of(pool.get(), id);
  if (const auto file = file_of.find(id); file != file_of.end()) {
    result.file = file->second;
  } else if (const auto source = promised_by.find(id); source != promised_by.end()) {
    result.promised_by = source->second;
  } else {
    const Solvable* package = pool_id2solvable(pool.get(), id);
    result.location = location_of(pool.get(), id, repositories.at(package->repo)->name);
  }
  return result;
}

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
