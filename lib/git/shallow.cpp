// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/shallow.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace rpmworks::git {

std::set<std::string> ends_of_history(git_repository* repository) {
  std::set<std::string> ends;
  const fs::path file = fs::path(git_repository_commondir(repository)) / "shallow";
  std::error_code missing;
  if (!fs::exists(file, missing)) return ends;
  for (auto& line : split(read_file(file), '\n')) {
    if (line.empty()) continue;
    // git also lists the first commit of a history if the history is as deep as requested.
    const git_oid id = oid_of(line);
    git_commit* raw = nullptr;
    const CommitHandle commit(git_commit_lookup(&raw, repository, &id) == 0 ? raw : nullptr);
    if (!commit || git_commit_parentcount(raw) > 0) ends.insert(std::move(line));
  }
  return ends;
}

Error history_ends(const std::string& at) {
  return Error(ExitCode::invalid,
               fmt::format("this is a shallow clone: its history ends at {}, but older commits are needed",
                           at.substr(0, 12)))
      .hint("fetch the rest: git fetch --unshallow --tags");
}

ShallowWalk::ShallowWalk(git_repository* repository)
    : m_repository(repository), m_ends(ends_of_history(repository)) {}

void ShallowWalk::collect(const std::string& id, std::set<std::string>& found) const {
  std::vector<std::string> ahead = {id};
  while (!ahead.empty()) {
    const std::string next = std::move(ahead.back());
    ahead.pop_back();
    if (!found.insert(next).second || m_ends.contains(next)) continue;
    for (auto& parent : commit(next).parents) ahead.push_back(std::move(parent));
  }
}

void ShallowWalk::log(const std::string& id, std::set<std::string>& seen,
                      std::vector<Commit>& parents_first) const {
  std::vector<std::pair<Commit, size_t>> path;
  const auto go_to = [&](const std::string& next) {
    if (!seen.insert(next).second) return;
    if (m_ends.contains(next)) throw history_ends(next);
    path.emplace_back(commit(next), 0);
  };
  go_to(id);
  while (!path.empty()) {
    auto& [at, parent] = path.back();
    if (parent < at.parents.size()) {
      go_to(std::string(at.parents[parent++]));
    } else {
      parents_first.push_back(std::move(at));
      path.pop_back();
    }
  }
}

Commit ShallowWalk::commit(const std::string& id) const {
  return commit_from(lookup_commit(m_repository, id).get());
}

}  // namespace rpmworks::git
