// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// For lib/git only.

#include <set>
#include <string>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// The commits of a shallow clone whose parents are missing; empty for a complete repository.
std::set<std::string> ends_of_history(git_repository* repository);

/// Error(invalid): the result depends, or may depend, on commits beyond the end of a shallow clone's history.
Error history_ends(const std::string& at);

/// Walks the history of a shallow clone, which libgit2 (before 1.7) treats as damaged.
class ShallowWalk {
 public:
  explicit ShallowWalk(git_repository* repository);

  /// Adds a commit and its existing ancestors.
  void collect(const std::string& id, std::set<std::string>& found) const;
  /// Like Repository::log, parents before children in `parents_first`. Throws history_ends.
  void log(const std::string& id, std::set<std::string>& seen, std::vector<Commit>& parents_first) const;

  const std::set<std::string>& ends() const { return m_ends; }

 private:
  Commit commit(const std::string& id) const;

  git_repository* m_repository;
  std::set<std::string> m_ends;
};

}  // namespace rpmworks::git
