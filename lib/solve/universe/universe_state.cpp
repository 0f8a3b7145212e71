// SPDX-License-Identifier: GPL-3.0-or-later
#include "solve/universe/universe_state.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "solve/metadata/metadata.hpp"
#include "solve/metadata/packages.hpp"
#include "solve/walk.hpp"

namespace rpmworks::solve {

namespace {

constexpr int k_own_packages = 99;  // above every repository, which have 0

bool is_rpms_own(const std::string& requirement) {
  return requirement.starts_with("rpmlib(");
}

}  // namespace

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

}  // namespace rpmworks::solve
