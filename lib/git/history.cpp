// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "core/cancel.hpp"
#include "core/error.hpp"
#include "git/handles.hpp"
#include "git/repository.hpp"
#include "git/shallow.hpp"

namespace rpmworks::git {

namespace {

constexpr int64_t k_slop =
    24L * 60 * 60;  // as in git name-rev: largest expected difference between committers' clocks

// A walk that starts at `from` and excludes `without` and their ancestors.
RevwalkHandle walk_of(git_repository* repository, const std::vector<std::string>& from,
                      const std::vector<std::string>& without) {
  git_revwalk* raw = nullptr;
  if (git_revwalk_new(&raw, repository) != 0) throw failure("walking through history");
  RevwalkHandle walk(raw);
  for (const auto& id : from) {
    const git_oid start = oid_of(id);
    if (git_revwalk_push(raw, &start) != 0) throw failure("walking through history", ExitCode::invalid);
  }
  for (const auto& id : without) {
    const git_oid end = oid_of(id);
    if (git_revwalk_hide(raw, &end) != 0) throw failure("walking through history", ExitCode::invalid);
  }
  return walk;
}

std::vector<std::string> parents_of(git_repository* repository, const std::string& id) {
  const CommitHandle commit = lookup_commit(repository, id);
  std::vector<std::string> parents;
  for (unsigned i = 0; i < git_commit_parentcount(commit.get()); ++i)
    parents.push_back(hex_of(*git_commit_parent_id(commit.get(), i)));
  return parents;
}

// The id of the entry at a path of the commit's tree; "" if there is none.
std::string id_below(const git_commit* commit, const std::string& path) {
  git_tree* raw = nullptr;
  if (git_commit_tree(&raw, commit) != 0) throw failure("reading a commit's tree", ExitCode::invalid);
  const TreeHandle tree(raw);
  git_tree_entry* entry = nullptr;
  if (git_tree_entry_bypath(&entry, raw, path.c_str()) != 0) return {};
  return hex_of(*git_tree_entry_id(TreeEntryHandle(entry).get()));
}

// The content of a commit at some paths: id and mode of each, zeros if there is none.
class Content {
 public:
  Content(git_repository* repository, const std::string& id, const std::vector<std::string>& paths)
      : m_commit(lookup_commit(repository, id)), m_root(*git_commit_tree_id(m_commit.get())) {
    git_tree* raw = nullptr;
    if (git_commit_tree(&raw, m_commit.get()) != 0)
      throw failure("reading a commit's tree", ExitCode::invalid);
    const TreeHandle tree(raw);
    for (const auto& path : paths) m_found.push_back(path.empty() ? Found{m_root, 0} : at(raw, path));
  }

  bool operator==(const Content& other) const {
    return git_oid_equal(&m_root, &other.m_root) != 0 ||
           std::ranges::equal(m_found, other.m_found, [](const Found& a, const Found& b) {
             return a.mode == b.mode && git_oid_equal(&a.id, &b.id) != 0;
           });
  }
  std::vector<std::string> parents() const {
    std::vector<std::string> ids;
    for (unsigned i = 0; i < git_commit_parentcount(m_commit.get()); ++i)
      ids.push_back(hex_of(*git_commit_parent_id(m_commit.get(), i)));
    return ids;
  }

 private:
  struct Found {
    git_oid id{};
    int mode = 0;
  };
  static Found at(git_tree* tree, const std::string& path) {
    git_tree_entry* entry = nullptr;
    const int result = git_tree_entry_bypath(&entry, tree, path.c_str());
    const TreeEntryHandle owner(entry);
    if (result == 0) return {*git_tree_entry_id(entry), static_cast<int>(git_tree_entry_filemode(entry))};
    if (result != GIT_ENOTFOUND) throw failure("reading a commit's tree", ExitCode::invalid);
    return {};
  }

  CommitHandle m_commit;
  git_oid m_root;
  std::vector<Found> m_found;
};

template <typename Sink>
void go(git_revwalk* walk, const Sink& sink) {
  git_oid id;
  int result = 0;
  while ((result = git_revwalk_next(&id, walk)) == 0) {
    throw_if_cancelled();
    sink(id);
  }
  if (result != GIT_ITEROVER) throw failure("walking through history", ExitCode::invalid);
}

}  // namespace

std::vector<Repository::Tag> Repository::tags() const {
  git_repository* const repository = m_state->handle.get();
  git_strarray raw{};
  if (git_reference_list(&raw, repository) != 0) throw failure("listing tags");
  const Owned<git_strarray, git_strarray_dispose> owned(&raw);
  std::vector<Tag> tags;
  for (size_t i = 0; i < raw.count; ++i) {
    const std::string_view name = raw.strings[i];
    if (!name.starts_with(k_tags)) continue;
    git_reference* reference = nullptr;
    if (git_reference_lookup(&reference, repository, raw.strings[i]) != 0) continue;
    const ReferenceHandle owner(reference);
    git_object* commit = nullptr;
    if (git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) != 0)
      continue;  // a tag of a tree or a blob
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
  const RevwalkHandle walk = walk_of(repository, {from}, without);
  git_revwalk_sorting(walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME);
  go(walk.get(),
     [&](const git_oid& id) { commits.push_back(commit_from(lookup_commit(repository, hex_of(id)).get())); });
  return commits;
}

uint64_t Repository::count(const std::string& from, const std::vector<std::string>& without) const {
  if (is_shallow()) return log(from, without).size();
  uint64_t commits = 0;
  go(walk_of(m_state->handle.get(), {from}, without).get(), [&](const git_oid&) { ++commits; });
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

Repository::LastChange Repository::last_change(
    const std::string& from, const std::vector<std::string>& paths,
    const std::function<std::optional<std::string>(const std::string&)>& known) const {
  git_repository* const repository = m_state->handle.get();
  const std::set<std::string> ends = ends_of_history(repository);
  std::string at = from;
  Content here(repository, at, paths);
  while (true) {
    throw_if_cancelled();
    if (known)
      if (auto answer = known(at)) return {*std::move(answer)};
    if (ends.contains(at)) return {at, false};
    bool goes_on = false;
    for (auto& parent : here.parents()) {
      std::optional<Content> there;
      try {
        there.emplace(repository, parent, paths);
      } catch (const Error& error) {
        // A partial clone may lack the trees of older commits.
        if (error.code() != ExitCode::invalid) throw;
        return {at, false};
      }
      if (!(*there == here)) continue;
      at = std::move(parent);
      here = *std::move(there);
      goes_on = true;
      break;
    }
    if (!goes_on) return {at};
  }
}

bool Repository::are_same_at(const std::string& a, const std::string& b,
                             const std::vector<std::string>& paths) const {
  git_repository* const repository = m_state->handle.get();
  return a == b || Content(repository, a, paths) == Content(repository, b, paths);
}

bool Repository::changes_below(const Commit& commit, const std::string& subdir) const {
  git_repository* const repository = m_state->handle.get();
  const std::string here = id_below(lookup_commit(repository, commit.id).get(), subdir);
  if (commit.parents.empty()) return !here.empty();
  return here != id_below(lookup_commit(repository, commit.parents.front()).get(), subdir);
}

std::vector<Repository::Tag> Repository::next_tags(const std::string& commit,
                                                   const std::vector<Tag>& tags) const {
  git_repository* const repository = m_state->handle.get();
  std::vector<std::string> tips;
  std::multimap<std::string, const Tag*> tags_of;
  const int64_t earliest = git_commit_time(lookup_commit(repository, commit).get()) - k_slop;
  for (const auto& tag : tags) {
    if (tag.commit == commit || git_commit_time(lookup_commit(repository, tag.commit).get()) < earliest)
      continue;
    tips.push_back(tag.commit);
    tags_of.emplace(tag.commit, &tag);
  }
  std::vector<std::string> newer;
  if (is_shallow()) {
    const ShallowWalk walk(repository);
    std::set<std::string> older;
    walk.collect(commit, older);
    std::set<std::string> all = older;
    for (const auto& id : tips) walk.collect(id, all);
    std::set_difference(all.begin(), all.end(), older.begin(), older.end(), std::back_inserter(newer));
  } else if (!tips.empty()) {
    go(walk_of(repository, tips, {commit}).get(), [&](const git_oid& id) { newer.push_back(hex_of(id)); });
  }
  std::multimap<std::string, std::string> children;
  for (const auto& id : newer)
    for (auto& parent : parents_of(repository, id)) children.emplace(std::move(parent), id);
  // Walk towards later commits until a tag is found.
  std::vector<Tag> next;
  std::set<std::string> seen;
  std::vector<std::string> ahead = {commit};
  while (!ahead.empty()) {
    const std::string at = std::move(ahead.back());
    ahead.pop_back();
    const auto [first, last] = children.equal_range(at);
    for (auto child = first; child != last; ++child) {
      if (!seen.insert(child->second).second) continue;
      const auto [begin, end] = tags_of.equal_range(child->second);
      for (auto tag = begin; tag != end; ++tag) next.push_back(*tag->second);
      if (begin == end) ahead.push_back(child->second);
    }
  }
  std::sort(next.begin(), next.end(), [](const Tag& a, const Tag& b) { return a.name < b.name; });
  return next;
}

}  // namespace rpmworks::git
