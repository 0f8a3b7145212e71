// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// The input for a new commit. Author and committer are the same, with the same time.
struct NewCommit {
  std::string tree;
  std::vector<std::string> parents;
  std::string name;   ///< of the author; not empty
  std::string email;  ///< not empty
  int64_t time = 0;   ///< seconds since 1970, written as UTC
  std::string message;
};

/// Writes into a repository with a work tree. Objects may be written at any time; they become visible when
/// refs name them. Configuration and attributes do not change what is written.
class Writer {
 public:
  /// Creates a repository in `folder`, which must not contain one; HEAD names `branch`.
  static Writer create(const fs::path& folder, const std::string& branch);
  /// Opens the repository whose work tree is `folder`. Throws Error(invalid) if it is not one.
  static Writer open(const fs::path& folder);
  /// Whether `folder` is the work tree of a repository.
  static bool is_repository(const fs::path& folder);

  Writer(Writer&&) noexcept;
  Writer& operator=(Writer&&) noexcept;
  ~Writer();

  std::string write_blob(std::string_view content);
  /// The content of a file; symbolic links are followed.
  std::string write_blob_of(const fs::path& file);
  /// Writes a tree of these files and links, given in any order; folders are created from the paths. Throws
  /// Error(invalid) for a path that git does not allow (".git", "..").
  std::string write_tree(const std::vector<TreeEntry>& entries);
  std::string write_commit(const NewCommit& commit);

  /// The result of merging two commits: a tree, or the conflicting paths.
  struct Merged {
    std::string tree;
    std::vector<std::string> conflicts;
  };
  Merged merge(const std::string& ours, const std::string& theirs);

  /// The id of a commit's tree.
  std::string tree_of(const std::string& commit) const;
  /// The commit that a ref ("refs/heads/main") points to; "" if there is none.
  std::string target(const std::string& ref) const;
  /// The ref that HEAD names; "" if HEAD is a commit.
  std::string head() const;
  /// The git operation in progress ("merge", "rebase"), judged by files in .git; "" if there is none.
  std::string unfinished() const;

  /// Moves a ref from its old commit ("" for none) to a new one.
  struct Move {
    std::string from;
    std::string to;
  };
  /// Moves refs after locking all of them. Throws Error(failed), without moving any, if one is no longer at
  /// `from`.
  void move_refs(const std::map<std::string, Move>& moves, const NewCommit& by, const std::string& why);

  /// Updates work tree and index from HEAD to a commit. Never overwrites changed or untracked files: throws
  /// Error(invalid) that lists them, without changing anything.
  void check_out(const std::string& commit);

 private:
  struct State;
  explicit Writer(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::git
