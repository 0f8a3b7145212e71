// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/patches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/cancel.hpp"
#include "core/text.hpp"
#include "git/commit_facts.hpp"
#include "git/handles.hpp"
#include "git/patch_mail.hpp"
#include "git/patch_text.hpp"
#include "git/scratch.hpp"

namespace rpmworks::git {

namespace {

constexpr size_t k_shown = 5;
constexpr size_t k_shown_digits = 12;
constexpr size_t k_mail_width = 72;  // width of the summary of changes in git's mails

std::string shown(const Commit& commit) {
  return fmt::format("{} ({})", commit.id.substr(0, k_shown_digits), commit.subject);
}

class Series {
 public:
  Series(const Repository& repository, const Commit& base, const Commit& head, const PatchScope& scope)
      : m_repository(repository),
        m_base(base),
        m_head(head),
        m_scope(scope),
        m_scratch(scratch_over(repository)),
        m_tree(in_scope(tree_of(base.tree))) {}

  std::vector<Patch> make() {
    m_commits = m_repository.log(m_head.id, {m_base.id});
    std::reverse(m_commits.begin(), m_commits.end());
    std::string at = m_base.id;  // the commit whose tree in scope is m_tree; "" if there is none
    for (size_t i = 0; i < m_commits.size(); ++i) {
      throw_if_cancelled();
      const Commit& commit = m_commits[i];
      if (commit.parents.size() > 1) {
        at = differences(m_tree.get(), tree_of(commit.tree).get()).empty() ? commit.id : "";
        if (at.empty()) m_unlike.push_back(i);
        continue;
      }
      const bool in_line = commit.parents.size() == 1 && commit.parents.front() == at;
      add(commit, in_line ? tree_of(commit.tree) : carried_over(commit));
      at = in_line ? commit.id : "";
    }
    const auto different = differences(m_tree.get(), tree_of(m_head.tree).get());
    if (!different.empty()) throw not_reproduced(different);
    return std::move(m_patches);
  }

 private:
  git_repository* scratch() const { return m_scratch.get(); }

  TreeHandle tree_by_id(const git_oid& id) const {
    git_tree* tree = nullptr;
    if (git_tree_lookup(&tree, scratch(), &id) != 0)
      throw failure(fmt::format("cannot read the git tree {}", hex_of(id)));
    return TreeHandle(tree);
  }

  // The folder in scope of a tree; nothing if it does not exist.
  TreeHandle tree_of(const std::string& id) const {
    TreeHandle tree = tree_by_id(oid_of(id));
    if (m_scope.subdir.empty()) return tree;
    git_tree_entry* entry = nullptr;
    if (git_tree_entry_bypath(&entry, tree.get(), m_scope.subdir.c_str()) != 0) return nullptr;
    const TreeEntryHandle owned(entry);
    return git_tree_entry_type(entry) == GIT_OBJECT_TREE ? tree_by_id(*git_tree_entry_id(entry)) : nullptr;
  }

  bool leaves_out(const char* path) const {
    return m_scope.leaves_out(m_scope.subdir.empty() ? path : m_scope.subdir + "/" + path);
  }

  TreeHandle written(git_index* index) const {
    git_oid id;
    if (git_index_write_tree_to(&id, index, scratch()) != 0) throw failure("making a git tree");
    return tree_by_id(id);
  }

  TreeHandle in_scope(const TreeHandle& tree) const {
    git_index* raw = nullptr;
    if (git_index_new(&raw) != 0) throw failure("making a git tree");
    const IndexHandle index(raw);
    if (tree && git_index_read_tree(raw, tree.get()) != 0) throw failure("reading a git tree");
    for (size_t i = git_index_entrycount(raw); i-- > 0;) {
      const std::string path = git_index_get_byindex(raw, i)->path;
      if (leaves_out(path.c_str())) git_index_remove(raw, path.c_str(), 0);
    }
    return written(raw);
  }

  static int notify(const git_diff*, const git_diff_delta* delta, const char*, void* self) {
    const char* const path = delta->new_file.path ? delta->new_file.path : delta->old_file.path;
    return static_cast<const Series*>(self)->leaves_out(path) ? 1 : 0;
  }

  DiffHandle diff(git_tree* from, git_tree* to) const {
    git_diff_options options;
    git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
    options.flags = GIT_DIFF_SHOW_BINARY | GIT_DIFF_INDENT_HEURISTIC;
    options.id_abbrev = GIT_OID_HEXSZ;
    options.notify_cb = notify;
    options.payload = const_cast<Series*>(this);
    git_diff* raw = nullptr;
    if (git_diff_tree_to_tree(&raw, scratch(), from, to, &options) != 0) throw failure("comparing git trees");
    return DiffHandle(raw);
  }

  std::vector<std::string> differences(git_tree* from, git_tree* to) const {
    const DiffHandle found = diff(from, to);
    std::vector<std::string> paths;
    for (size_t i = 0; i < git_diff_num_deltas(found.get()); ++i)
      paths.emplace_back(git_diff_get_delta(found.get(), i)->new_file.path);
    return paths;
  }

  // The commit's changes applied to m_tree, if m_tree is not its parent's tree.
  TreeHandle carried_over(const Commit& commit) const {
    const TreeHandle before =
        in_scope(commit.parents.empty() ? nullptr : tree_of(parent_tree(commit.parents.front())));
    const TreeHandle after = in_scope(tree_of(commit.tree));
    git_merge_options options;
    git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION);
    git_index* raw = nullptr;
    if (git_merge_trees(&raw, scratch(), before.get(), m_tree.get(), after.get(), &options) != 0)
      throw failure("merging git trees");
    const IndexHandle index(raw);
    if (git_index_has_conflicts(raw)) throw cannot_follow(commit, "");
    return written(raw);
  }

  std::string parent_tree(const std::string& id) const {
    return hex_of(*git_commit_tree_id(lookup_commit(scratch(), id).get()));
  }

  void add(const Commit& commit, const TreeHandle& after) {
    const DiffHandle changes = diff(m_tree.get(), after.get());
    if (git_diff_num_deltas(changes.get()) == 0) return;
    git_diff_stats* raw_stats = nullptr;
    Buffer stat;
    if (git_diff_get_stats(&raw_stats, changes.get()) != 0) throw failure("writing a patch");
    const StatsHandle stats(raw_stats);
    const auto format =
        static_cast<git_diff_stats_format_t>(GIT_DIFF_STATS_FULL | GIT_DIFF_STATS_INCLUDE_SUMMARY);
    if (git_diff_stats_to_buf(stat.get(), raw_stats, format, k_mail_width) != 0)
      throw failure("writing a patch");
    const CommitFacts facts = facts_of(scratch(), commit);
    m_patches.push_back({.commit = commit.id,
                         .subject = commit.subject,
                         .file_name = patch_file_name(facts, m_patches.size() + 1),
                         .text = patch_mail(facts, stat.text(), patch_text(changes.get())),
                         .binary_files = binary_files(commit, changes.get())});
    m_tree = applied(commit, changes.get());
  }

  static std::vector<std::string> binary_files(const Commit& commit, git_diff* changes) {
    std::vector<std::string> files;
    for (size_t i = 0; i < git_diff_num_deltas(changes); ++i) {
      const git_diff_delta* const delta = git_diff_get_delta(changes, i);
      if (delta->old_file.mode == GIT_FILEMODE_COMMIT || delta->new_file.mode == GIT_FILEMODE_COMMIT)
        throw Error(ExitCode::invalid, fmt::format("{} changes the submodule {}, which a patch cannot do",
                                                   shown(commit), delta->new_file.path))
            .hint("name a later tag with `upstream` that contains the new submodule");
      // The flag is set once the content was read, which writing the patch did.
      if (delta->flags & GIT_DIFF_FLAG_BINARY) files.emplace_back(delta->new_file.path);
    }
    return files;
  }

  // m_tree with the changes. They are not parsed from the patch's text, because libgit2 cannot parse all file
  // names that it writes.
  TreeHandle applied(const Commit& commit, git_diff* changes) const {
    git_index* raw = nullptr;
    if (git_apply_to_tree(&raw, scratch(), m_tree.get(), changes, nullptr) != 0)
      throw cannot_follow(commit, failure("its patch does not apply").what());
    const IndexHandle index(raw);
    return written(raw);
  }

  // The first merge whose result differs from the patches before it, all of which belong to it.
  const Commit* merge_with_own_changes() const {
    for (const size_t i : m_unlike)
      if (m_repository.log(m_commits[i].id, {m_base.id}).size() == i + 1) return &m_commits[i];
    return m_unlike.empty() ? nullptr : &m_commits[m_unlike.front()];
  }

  Error merge_error(const Commit& merge) const {
    return Error(ExitCode::invalid, fmt::format("the merge {} has changes that are in no other commit, but a "
                                                "merge does not become a patch",
                                                shown(merge)))
        .hint(fmt::format("make the history since {} linear (git rebase {}), or name a tag after the "
                          "merge with `upstream`",
                          base_name(), base_name()));
  }

  Error cannot_follow(const Commit& commit, const std::string& reason) const {
    const Commit* const merge = merge_with_own_changes();
    Error error = merge
                      ? merge_error(*merge)
                      : Error(ExitCode::invalid,
                              fmt::format("{} does not apply to {} with the patches of the commits before it",
                                          shown(commit), base_name()))
                            .hint(fmt::format("make the history since {0} linear (git rebase {0}), or "
                                              "name a later tag with `upstream`",
                                              base_name()));
    if (merge) std::move(error).note(fmt::format("{} needs them to apply", shown(commit)));
    if (!reason.empty()) std::move(error).note(reason);
    return error;
  }

  Error not_reproduced(std::vector<std::string> paths) const {
    const size_t count = paths.size();
    if (count > k_shown) {
      paths.resize(k_shown);
      paths.emplace_back("…");
    }
    const Commit* const merge = merge_with_own_changes();
    Error error =
        merge ? merge_error(*merge)
              : Error(ExitCode::invalid, fmt::format("the patches since {} do not result in the tree of {}",
                                                     base_name(), shown(m_head)));
    std::move(error).note("files that differ: " + join(paths, ", "));
    return error;
  }

  std::string base_name() const {
    return m_base.tag.empty() ? m_base.id.substr(0, k_shown_digits) : m_base.tag;
  }

  const Repository& m_repository;
  const Commit& m_base;
  const Commit& m_head;
  const PatchScope& m_scope;
  RepositoryHandle m_scratch;
  TreeHandle m_tree;  ///< base's tree with the patches so far
  std::vector<Commit> m_commits;
  std::vector<size_t> m_unlike;  ///< merges (indexes into m_commits) whose tree differed from m_tree
  std::vector<Patch> m_patches;
};

}  // namespace

std::vector<Patch> patches_between(const Repository& repository, const Commit& base, const Commit& head,
                                   const PatchScope& scope) {
  if (!repository.is_ancestor(base.id, head.id))
    throw Error(ExitCode::invalid,
                fmt::format("{} is not among the ancestors of {}",
                            base.tag.empty() ? base.id.substr(0, k_shown_digits) : base.tag, shown(head)))
        .hint(
            "the packaged commit must descend from it; git describe --tags shows the nearest tag that it "
            "has");
  return Series(repository, base, head, scope).make();
}

}  // namespace rpmworks::git
