// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Inside lib/git only.

#include <set>
#include <string>
#include <vector>

#include "git/handles.hpp"

namespace rpmworks::git {

/// The commits whose parents a shallow clone lacks; none in a whole repository.
std::set<std::string> ends_of_history(git_repository* repository);

/// Error(invalid): what is asked for lies, or may lie, beyond the end of a shallow clone's history.
Error history_ends(const std::string& at);

/// Goes through a shallow clone, which libgit2 (before 1.7) takes for a broken repository.
class ShallowWalk {
 public:
  explicit ShallowWalk(git_repository* repository);

  /// Adds a commit and those of its ancestors that are there.
  void collect(const std::string& id, std::set<std::string>& found) const;
  /// As Repository::log, children after their parents. Throws history_ends.
  void log(const std::string& id, std::set<std::string>& seen, std::vector<Commit>& parents_first) const;

  const std::set<std::string>& ends() const { return m_ends; }

 private:
  Commit commit(const std::string& id) const;

  git_repository* m_repository;
  std::set<std::string> m_ends;
};

}  // namespace rpmworks::git
