// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/files.hpp"

namespace rpmworks::git {

/// A commit that a ref was resolved to.
struct Commit {
  std::string id;    ///< 40 hexadecimal digits
  std::string tree;  ///< likewise
  int64_t time = 0;  ///< committer time, seconds since 1970
  std::string author_name;
  std::string author_email;
  std::string subject;  ///< first line of the message
};

/// An entry of a commit's tree, folders walked through.
struct TreeEntry {
  enum class Kind { file, executable, symlink, submodule };
  Kind kind = Kind::file;
  std::string path;  ///< from the root of the tree, '/'-separated
  std::string id;    ///< of the blob, or of a submodule's commit
};

/// A git repository, read with no regard to system and user configuration: what comes out depends on its
/// objects only.
class Repository {
 public:
  /// Opens a work tree or bare repository at `path` or above it. Throws Error(invalid) when there is none.
  static Repository open(const fs::path& path);
  /// Makes or refreshes the bare mirror of `url` in `cache`, under a lock, and opens it. A `ref` that is a
  /// full commit id already present causes no traffic. Throws Error(upstream) when it cannot be reached.
  static Repository mirror(const std::string& url, const std::string& ref, const fs::path& cache);

  Repository(Repository&&) noexcept;
  Repository& operator=(Repository&&) noexcept;
  ~Repository();

  /// Resolves a branch, tag (annotated ones peeled), abbreviated or full commit id; "" is HEAD. Throws
  /// Error(invalid) that names the nearest existing refs.
  Commit resolve(const std::string& ref) const;
  /// Every file, symlink and submodule of the commit below `subdir` ("" for all), in git's order, without
  /// content.
  std::vector<TreeEntry> tree(const Commit& commit, const std::string& subdir = {}) const;
  /// The bytes of a blob.
  std::string blob(const std::string& id) const;
  /// The .git folder.
  fs::path git_dir() const;
  /// The work tree; empty for bare repositories.
  fs::path work_tree() const;

  /// What `git archive` would put into a tar for this commit: each entry with its content as archived
  /// (export-ignore and export-subst and eol attributes applied), in git's order.
  struct Archived {
    TreeEntry entry;
    std::string content;  ///< of files; the target of symlinks; empty for submodules
  };
  void archive(const Commit& commit, const std::string& subdir,
               const std::function<void(const Archived&)>& sink) const;

 private:
  struct State;
  explicit Repository(std::unique_ptr<State> state);
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::git
