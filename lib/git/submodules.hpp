// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "git/repository.hpp"

namespace rpmworks::git {

/// What a commit's .gitmodules says of one submodule (gitmodules(5)).
struct Submodule {
  std::string name;
  std::string path;
  std::string url;  ///< as written; empty when it says nothing
};

/// The submodules that the commit's .gitmodules names, by their path; none without that file. Files that it
/// includes are not read. Throws Error(invalid): it is no regular file, it does not parse, or a submodule is
/// called so that git would keep it outside of its folder.
std::map<std::string, Submodule> submodules_of(const Repository& repository, const Commit& commit);

/// The .git folder in which git keeps a submodule beside `repository` or in its work tree, if it is there and
/// has the commit.
std::optional<fs::path> local_submodule(const Repository& repository, const Submodule& submodule,
                                        const std::string& commit);

/// Where a submodule is fetched from: its URL, counted from `base` when it begins with "./" or "../", as git
/// counts. Throws Error(invalid) for what is no address, and for a place on this machine: a repository that
/// comes from elsewhere must not choose what is read here (git's protocol.file.allow, CVE-2022-39253). A
/// relative URL of a repository that is on this machine itself may lead to one beside it.
std::string submodule_url(const std::string& base, const std::string& url);

/// Hears of the members of a tree and of its submodules.
class MemberVisitor {
 public:
  virtual ~MemberVisitor() = default;
  /// The members of a repository follow, and within them those of its submodules, until `leave`. Among them
  /// are these files with filter=lfs; see Repository::archive.
  virtual void enter(const Repository& repository, const Commit& commit,
                     const std::vector<Repository::Archived>& lfs_files) = 0;
  /// `path` counts from the root of the whole tree.
  virtual void member(const std::string& path, Repository::Archived member) = 0;
  virtual void leave() = 0;
  /// What was taken from where.
  virtual void tell(const std::string& text) = 0;
};

/// As Repository::archive, with the members of submodules, and of theirs, where they stand: each submodule at
/// the commit that is recorded, as git archive run in it gives it, right after its folder. Its objects come
/// from where git keeps it beside `repository` or its work tree, or else are fetched into `mirrors`. Throws
/// Error(invalid) for a submodule of which .gitmodules says nothing, or whose commit its repository lacks,
/// and for more of them than any honest tree has; and what Repository::mirror throws.
void archive_with_submodules(const Repository& repository, const Commit& commit, const std::string& subdir,
                             const fs::path& mirrors, MemberVisitor& visitor);

}  // namespace rpmworks::git
