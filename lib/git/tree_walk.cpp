// SPDX-License-Identifier: GPL-3.0-or-later
#include "git/tree_walk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/text.hpp"
#include "git/dot_git.hpp"

namespace rpmworks::git {

namespace {

// Same as git's core.maxTreeDepth: deeper trees are attacks that exhaust the stack.
constexpr auto k_deepest = 2048;

// A tree that contains another one ten times, ten levels deep, has ten objects but 10^10 paths.
constexpr size_t k_most = 1'000'000;

// git refuses to create trees with such names but reads them, so a crafted repository can have them. Names
// that differ only in case are allowed: Linux' own sources have some, and packages are built on Linux.
void check_name(std::string_view name, const std::string& folder) {
  if (!name.empty() && name != "." && name != ".." && !is_dot_git(name) &&
      name.find('/') == std::string_view::npos)
    return;
  throw Error(ExitCode::invalid, fmt::format("the git tree has an entry with the unsafe name '{}' in '{}'",
                                             name, folder.empty() ? "/" : folder))
      .hint("the repository was crafted to write outside of its folder: do not use it");
}

// A duplicate name, once as a symlink and once as a folder, would make an archive write through the link.
void check_unique(const git_tree* tree, const std::string& folder) {
  std::vector<std::string_view> names;
  names.reserve(git_tree_entrycount(tree));
  for (size_t i = 0; i < git_tree_entrycount(tree); ++i)
    names.emplace_back(git_tree_entry_name(git_tree_entry_byindex(tree, i)));
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end())
    throw Error(ExitCode::invalid, fmt::format("the git tree has two entries '{}{}'",
                                               folder.empty() ? "" : folder + "/", *twice))
        .hint("the repository is damaged or crafted; check it with git fsck");
}

std::vector<std::string> folder_names(const git_tree* tree) {
  std::vector<std::string> names;
  for (size_t i = 0; i < git_tree_entrycount(tree); ++i) {
    const git_tree_entry* const entry = git_tree_entry_byindex(tree, i);
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE) names.emplace_back(git_tree_entry_name(entry));
  }
  return names;
}

[[noreturn]] void no_such_folder(const git_tree* tree, const std::string& above, const std::string& name,
                                 const Commit& commit) {
  Error error(ExitCode::invalid,
              fmt::format("no folder '{}' in commit {}", above.empty() ? name : above + "/" + name,
                          commit.id.substr(0, 12)));
  const auto names = folder_names(tree);
  if (const auto near = nearest_word(name, names))
    throw std::move(error).hint(
        fmt::format("did you mean '{}'?", above.empty() ? *near : above + "/" + *near));
  if (names.empty())
    throw std::move(error).hint(fmt::format("'{}' has no folders", above.empty() ? "/" : above));
  throw std::move(error).hint(
      fmt::format("the folders in '{}' are: {}", above.empty() ? "/" : above, join(names, ", ")));
}

}  // namespace

TreeHandle lookup_tree(git_repository* repository, const git_oid& id) {
  git_odb* odb = nullptr;
  if (git_repository_odb(&odb, repository) != 0) throw failure("cannot open the git object store");
  size_of(OdbHandle(odb).get(), id);
  git_tree* tree = nullptr;
  if (git_tree_lookup(&tree, repository, &id) != 0)
    throw failure(fmt::format("cannot read the git tree {}", hex_of(id)));
  return TreeHandle(tree);
}

TreeEntry::Kind kind_of(const git_tree_entry* entry, const std::string& path) {
  switch (git_tree_entry_filemode(entry)) {
    case GIT_FILEMODE_BLOB:
      return TreeEntry::Kind::file;
    case GIT_FILEMODE_BLOB_EXECUTABLE:
      return TreeEntry::Kind::executable;
    case GIT_FILEMODE_LINK:
      return TreeEntry::Kind::symlink;
    case GIT_FILEMODE_COMMIT:
      return TreeEntry::Kind::submodule;
    case GIT_FILEMODE_TREE:
      return TreeEntry::Kind::folder;
    default:
      throw Error(ExitCode::invalid, fmt::format("the git tree's entry '{}' has an unknown mode", path))
          .hint("the repository may be damaged; check it with git fsck");
  }
}

void TreeWalk::walk(git_repository* repository, const Commit& commit, const std::string& subdir) {
  git_oid id = oid_of(commit.tree);
  std::string folder;
  for (const auto& name : split(subdir, '/')) {
    if (name.empty() || name == ".") continue;
    const TreeHandle tree = lookup_tree(repository, id);
    const git_tree_entry* const entry = git_tree_entry_byname(tree.get(), name.c_str());
    if (!entry || git_tree_entry_type(entry) != GIT_OBJECT_TREE)
      no_such_folder(tree.get(), folder, name, commit);
    enter(folder, tree.get());
    check_name(name, folder);
    folder += (folder.empty() ? "" : "/") + name;
    id = *git_tree_entry_id(entry);
  }
  walk_tree(repository, id, folder);
}

void TreeWalk::walk_tree(git_repository* repository, const git_oid& id, const std::string& folder) {
  if (std::count(folder.begin(), folder.end(), '/') >= k_deepest)
    throw Error(ExitCode::invalid, fmt::format("the git tree is more than {} folders deep", k_deepest))
        .hint("the repository is damaged or crafted; check it with git fsck");
  const TreeHandle tree = lookup_tree(repository, id);
  check_unique(tree.get(), folder);
  enter(folder, tree.get());
  for (size_t i = 0; i < git_tree_entrycount(tree.get()); ++i) {
    const git_tree_entry* const raw = git_tree_entry_byindex(tree.get(), i);
    const std::string name = git_tree_entry_name(raw);
    check_name(name, folder);
    if (++m_count > k_most)
      throw Error(ExitCode::invalid, fmt::format("the git tree has more than {} files and folders", k_most))
          .hint("the repository was crafted to exhaust memory; package only a part of it with `subdir`");
    TreeEntry entry{.path = folder.empty() ? name : folder + "/" + name,
                    .id = hex_of(*git_tree_entry_id(raw))};
    entry.kind = kind_of(raw, entry.path);
    if (entry.kind != TreeEntry::Kind::folder)
      visit(std::move(entry));
    else if (wants(entry))
      walk_tree(repository, *git_tree_entry_id(raw), entry.path);
  }
  leave(folder);
}

}  // namespace rpmworks::git
