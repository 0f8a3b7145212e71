// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: the packages of a Universe.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "solve/pool.hpp"
#include "solve/universe/solver.hpp"
#include "solve/universe/universe.hpp"

namespace rpmworks::solve {

/// Packages given as files.
struct Files {
  std::string name;
  std::vector<fs::path> files;
};

struct Promise {
  std::string source_name;
  rpm::SpecInfo info;
};

/// The added packages, and a pool that is built from them on first use.
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

}  // namespace rpmworks::solve
