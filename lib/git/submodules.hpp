// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// The entry of one submodule in a commit's .gitmodules (gitmodules(5)).
struct Submodule {
  std::string name;
  std::string path;
  std::string url;  ///< as written; empty if not given
};

/// The submodules in the commit's .gitmodules, by path; empty without that file. Included files are not read.
/// Throws Error(invalid) if it is not a regular file, does not parse, or has a submodule whose name points
/// outside of git's folder.
std::map<std::string, Submodule> submodules_of(const Repository& repository, const Commit& commit);

/// The .git folder in which git stores a submodule inside `repository` or its work tree, if it exists and has
/// the commit.
std::optional<fs::path> local_submodule(const Repository& repository, const Submodule& submodule,
                                        const std::string& commit);

/// The URL that a submodule is fetched from: relative to `base` if it starts with "./" or "../", as in git.
/// Throws Error(invalid) for an invalid address and for a path on this machine: a repository from elsewhere
/// must not choose what is read here (git's protocol.file.allow, CVE-2022-39253). A relative URL of a
/// repository on this machine may point to one beside it.
std::string submodule_url(const std::string& base, const std::string& url);

/// Visits the members of a tree and of its submodules.
class MemberVisitor {
 public:
  virtual ~MemberVisitor() = default;
  /// Starts a repository: its members, and those of its submodules, follow until `leave`. `lfs_files` are its
  /// files with filter=lfs; see Repository::archive.
  virtual void enter(const Repository& repository, const Commit& commit,
                     const std::vector<Repository::Archived>& lfs_files) = 0;
  /// `path` starts at the root of the whole tree.
  virtual void member(const std::string& path, Repository::Archived member) = 0;
  virtual void leave() = 0;
  /// Reports where a submodule was read from.
  virtual void tell(const std::string& text) = 0;
};

/// Like Repository::archive, but with the members of submodules, recursively: each at its recorded commit, as
/// git archive in it gives them, right after its folder. Objects come from where git stores the submodule in
/// `repository` or its work tree, or are fetched into `mirrors`. Throws Error(invalid) for a submodule
/// without an entry in .gitmodules or without the commit, and for too many submodules; and what
/// Repository::mirror throws.
void archive_with_submodules(const Repository& repository, const Commit& commit, const std::string& subdir,
                             const fs::path& mirrors, MemberVisitor& visitor);

}  // namespace rpmworks::git
