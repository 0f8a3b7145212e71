// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>

#include "git/work_tree.hpp"

namespace rpmworks::git {

namespace {

// The in-memory objects that the handle sees; created on first use.
std::shared_ptr<MemoryObjects> memory_of(git_repository* repository, std::shared_ptr<MemoryObjects>& memory) {
  if (memory) return memory;
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, repository) != 0) throw failure("cannot open the git object store");
  const OdbHandle owned(odb);
  memory = std::make_shared<MemoryObjects>();
  add_backend(odb, memory);
  return memory;
}

TreeHandle tree_of(git_repository* repository, const git_oid& id) {
  git_tree* tree = nullptr;
  if (git_tree_lookup(&tree, repository, &id) != 0)
    throw failure(fmt::format("cannot read the git tree {}", hex_of(id)));
  return TreeHandle(tree);
}

// HEAD's tree; null before the first commit.
TreeHandle head_tree(git_repository* repository) {
  git_oid id;
  if (git_reference_name_to_id(&id, repository, "HEAD") != 0) return nullptr;
  const CommitHandle commit = lookup_commit(repository, hex_of(id));
  return tree_of(repository, *git_commit_tree_id(commit.get()));
}

std::vector<std::string> differences(git_repository* repository, git_tree* from, git_tree* to) {
  git_diff_options options;
  git_diff* raw = nullptr;
  if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0)
    throw failure("looking for changed files");
  options.flags = GIT_DIFF_INCLUDE_TYPECHANGE;  // one difference for a changed type, not two
  if (git_diff_tree_to_tree(&raw, repository, from, to, &options) != 0)
    throw failure("looking for changed files");
  const DiffHandle diff(raw);
  std::vector<std::string> files;
  for (size_t i = 0; i < git_diff_num_deltas(raw); ++i)
    files.emplace_back(git_diff_get_delta(raw, i)->new_file.path);
  return files;
}

}  // namespace

std::vector<std::string> Repository::changed_files() const {
  git_repository* const repository = m_state->handle.get();
  if (!git_repository_workdir(repository)) return {};
  WorkTreeIndex index(repository, memory_of(repository, m_state->memory));
  if (!index.conflicts().empty()) return index.conflicts();
  const git_oid tree = index.tree();
  const TreeHandle head = head_tree(repository);
  if (head && git_oid_equal(git_tree_id(head.get()), &tree) != 0) return {};
  return differences(repository, head.get(), tree_of(repository, tree).get());
}

Commit Repository::commit_of_work_tree() const {
  git_repository* const repository = m_state->handle.get();
  const Commit head = resolve("");
  if (!git_repository_workdir(repository))
    throw Error(ExitCode::invalid, fmt::format("{} has no work tree", git_dir().string()))
        .hint("name a commit, or a repository with a work tree");
  WorkTreeIndex index(repository, memory_of(repository, m_state->memory));
  const std::string tree = hex_of(index.tree());
  if (tree == head.tree) return head;
  const std::string who = fmt::format("rpmworks <rpmworks> {} +0000", head.time);
  const git_oid id =
      index.write(GIT_OBJECT_COMMIT, fmt::format("tree {}\nparent {}\nauthor {}\ncommitter {}\n\n"
                                                 "The work tree on {}\n",
                                                 tree, head.id, who, who, head.id.substr(0, 12)));
  return commit_from(lookup_commit(repository, hex_of(id)).get());
}

std::vector<std::string> Repository::untracked(const std::vector<std::string>& paths) const {
  git_repository* const repository = m_state->handle.get();
  const fs::path root = work_tree();
  std::vector<std::string> found;
  if (root.empty() || paths.empty()) return found;
  const IndexFile read = read_index(git_dir() / "index");
  FolderStack files(root);
  for (const auto& path : paths) {
    const auto status = files.status(path);
    if (!status || !(S_ISREG(status->st_mode) || S_ISLNK(status->st_mode))) continue;
    if (read.tracks(repository, path)) continue;
    int is_ignored = 0;
    if (git_ignore_path_is_ignored(&is_ignored, repository, path.c_str()) != 0)
      throw failure("reading .gitignore");
    if (is_ignored == 0) found.push_back(path);
  }
  return found;
}

}  // namespace rpmworks::git
