// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module: advisories in the messages of commits (docs/metadata.md).
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "repodata/updateinfo.hpp"

namespace rpmworks::compose {

/// The type of a reference to a commit, by which a later release recognizes advisories from commits.
inline constexpr const char* k_commit_reference = "commit";

/// The commits of a source package that a release has and the release before it has not.
struct SourceCommits {
  std::string package;               ///< name of the source package
  std::string url;                   ///< of its repository, as the manifest shows it
  std::vector<git::Commit> commits;  ///< children before parents
};

/// An advisory from commits.
struct CommitAdvisory {
  repodata::Advisory advisory;    ///< without packages
  std::set<std::string> sources;  ///< names of the source packages whose commits name it
};

/// What the messages of commits say.
struct FromCommits {
  std::vector<CommitAdvisory> advisories;  ///< sorted by id
  std::set<std::string> reverted;          ///< ids of commits, perhaps abbreviated, that others revert
  std::vector<std::string> notes;          ///< what users should know, one line each
};

/// Reads the trailers of commits, except those of `ignored` (full ids). Commits that one of the others
/// reverts do not count. `from` issues the advisories. Throws Error(invalid) with the commit and the line of
/// its message for a trailer that is not valid, and if commits contradict each other.
FromCommits advisories_in(const std::vector<SourceCommits>& sources, const std::set<std::string>& ignored,
                          const std::string& from);

}  // namespace rpmworks::compose
