// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/cancel.hpp"
#include "core/text.hpp"
#include "git/handles.hpp"
#include "git/repository.hpp"

namespace rpmworks::git {

namespace {

// The commits whose parents a shallow clone lacks.
std::set<std::string> ends_of_history(const git_repository* repository) {
  std::set<std::string> ends;
  const fs::path file = fs::path(git_repository_commondir(repository)) / "shallow";
  std::error_code missing;
  if (!fs::exists(file, missing)) return ends;
  for (auto& line : split(read_file(file), '\n'))
    if (!line.empty()) ends.insert(std::move(line));
  return ends;
}

Error history_ends(const std::string& at) {
  return Error(ExitCode::invalid,
               fmt::format("this is a shallow clone: its history ends at {}, before what is asked for",
                           at.substr(0, 12)))
      .hint("fetch the rest: git fetch --unshallow --tags");
}

// Goes through a shallow clone, which libgit2 (before 1.7) takes for a broken repository.
class ShallowWalk {
 public:
  explicit ShallowWalk(git_repository* repository)
      : m_repository(repository), m_ends(ends_of_history(repository)) {}

  // A commit and those of its ancestors that are there.
  void collect(const std::string& id, std::set<std::string>& found) const {
    std::vector<std::string> ahead = {id};
    while (!ahead.empty()) {
      const std::string next = std::move(ahead.back());
      ahead.pop_back();
      if (!found.insert(next).second || m_ends.contains(next)) continue;
      for (auto& parent : commit(next).parents) ahead.push_back(std::move(parent));
    }
  }

  // As Repository::log, children before parents.
  void log(const std::string& id, std::set<std::string>& seen, std::vector<Commit>& parents_first) const {
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

  const std::set<std::string>& ends() const { return m_ends; }

 private:
  Commit commit(const std::string& id) const { return commit_from(lookup_commit(m_repository, id).get()); }

  git_repository* m_repository;
  std::set<std::string> m_ends;
};

RevwalkHandle walk_of(git_repository* repository) {
  git_revwalk* raw = nullptr;
  if (git_revwalk_new(&raw, repository) != 0) throw failure("walking through history");
  return RevwalkHandle(raw);
}

}  // namespace

std::vector<Repository::Tag> Repository::tags() const {
  git_repository* const repository = m_state->handle.get();
  git_strarray raw{};
  if (git_reference_list(&raw, repository) != 0) throw failure("listing tags");
  const std::unique_ptr<git_strarray, Deleter<git_strarray_dispose>> owned(&raw);
  std::vector<Tag> tags;
  for (size_t i = 0; i < raw.count; ++i) {
    const std::string_view name = raw.strings[i];
    if (!name.starts_with(k_tags)) continue;
    git_reference* reference = nullptr;
    if (git_reference_lookup(&reference, repository, raw.strings[i]) != 0) continue;
    const ReferenceHandle owner(reference);
    git_object* commit = nullptr;
    if (git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) != 0) continue;  // of a tree or a blob
    tags.push_back(
        {std::string(name.substr(k_tags.size())), hex_of(*git_object_id(ObjectHandle(commit).get()))});
  }
  std::sort(tags.begin(), tags.end(), [](const Tag& a, const Tag& b) { return a.name < b.name; });
  return tags;
}

bool Repository::is_shallow() const {
  return git_repository_is_shallow(m_state->handle.get()) == 1;
}

std::vector<Commit> Repository::log(const std::string& from, const std::vector<std::string>& without) const {
  git_repository* const repository = m_state->handle.get();
  std::vector<Commit> commits;
  if (is_shallow()) {
    const ShallowWalk walk(repository);
    std::set<std::string> seen;
    for (const auto& id : without) walk.collect(id, seen);
    walk.log(from, seen, commits);
    std::reverse(commits.begin(), commits.end());
    return commits;
  }
  const RevwalkHandle walk = walk_of(repository);
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  const git_oid start = oid_of(from);
  if (git_revwalk_push(walk.get(), &start) != 0) throw failure("walking through history", ExitCode::invalid);
  for (const auto& id : without) {
    const git_oid end = oid_of(id);
    if (git_revwalk_hide(walk.get(), &end) != 0) throw failure("walking through history", ExitCode::invalid);
  }
  git_oid id;
  int result = 0;
  while ((result = git_revwalk_next(&id, walk.get())) == 0) {
    throw_if_cancelled();
    commits.push_back(commit_from(lookup_commit(repository, hex_of(id)).get()));
  }
  if (result != GIT_ITEROVER) throw failure("walking through history", ExitCode::invalid);
  return commits;
}

bool Repository::is_ancestor(const std::string& ancestor, const std::string& of) const {
  if (ancestor == of) return true;
  git_repository* const repository = m_state->handle.get();
  if (is_shallow()) {
    const ShallowWalk walk(repository);
    std::set<std::string> found;
    walk.collect(of, found);
    if (found.contains(ancestor)) return true;
    for (const auto& end : walk.ends())
      if (found.contains(end)) throw history_ends(end);
    return false;
  }
  const git_oid older = oid_of(ancestor);
  const git_oid newer = oid_of(of);
  const int result = git_graph_descendant_of(repository, &newer, &older);
  if (result < 0) throw failure("walking through history", ExitCode::invalid);
  return result == 1;
}

}  // namespace rpmworks::git
