// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// A commit that is to be made. Author and committer are the same, at the same time.
struct NewCommit {
  std::string tree;
  std::vector<std::string> parents;
  std::string name;   ///< of the author; not empty
  std::string email;  ///< not empty
  int64_t time = 0;   ///< seconds since 1970, written as UTC
  std::string message;
};

/// Writes into one repository with a work tree. Objects may be written at any time; nothing shows of them
/// before refs name them. No configuration and no attributes change what is written.
class Writer {
 public:
  /// Makes a repository in `folder`, which must not hold one; HEAD names `branch`.
  static Writer create(const fs::path& folder, const std::string& branch);
  /// Opens the repository whose work tree `folder` is. Throws Error(invalid) when it is none.
  static Writer open(const fs::path& folder);
  /// Whether `folder` is the work tree of a repository.
  static bool is_repository(const fs::path& folder);

  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  std::string write_blob(std::string_view content);
  /// The bytes of a file; a symbolic link is followed.
  std::string write_blob_of(const fs::path& file);
  /// The tree that holds these files and links, in any order, folders made of their paths. Throws
  /// Error(invalid) for a path that git has in no tree (".git", "..").
  std::string write_tree(const std::vector<TreeEntry>& entries);
  std::string write_commit(const NewCommit& commit);

  /// What merging two commits gives: a tree, or the paths on which they disagree.
  struct Merged {
    std::string tree;
    std::vector<std::string> conflicts;
  };
  Merged merge(const std::string& ours, const std::string& theirs);

  /// The id of a commit's tree.
  std::string tree_of(const std::string& commit) const;
  /// The commit that a ref ("refs/heads/main") leads to; "" without one.
  std::string target(const std::string& ref) const;
  /// The ref that HEAD names; "" when it names a commit.
  std::string head() const;
  /// What git is amid of there ("merge", "rebase"), as files in .git tell; "" for nothing.
  std::string unfinished() const;

  /// A ref from what it was ("" for none) to a commit.
  struct Move {
    std::string from;
    std::string to;
  };
  /// Moves refs, all of them locked first. Throws Error(failed), nothing moved, when one is no longer `from`.
  void move_refs(const std::map<std::string, Move>& moves, const NewCommit& by, const std::string& why);

  /// Makes the work tree and the index those of a commit, from those of HEAD. What was changed or lies in the
  /// way is not overwritten: Error(invalid) that lists it, with nothing changed.
  void check_out(const std::string& commit);

 private:
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::git
