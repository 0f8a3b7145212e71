// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/digest.hpp"
#include "srpm/release_tags.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::srpm {

/// The tags and commits around a commit, as far as its recipe needs them. Besides the commit itself, version
/// and changelog depend on nothing else.
struct ReleaseHistory {
  git::Commit commit;             ///< the commit; HEAD for a dirty tree
  std::optional<ReleaseTag> tag;  ///< the release tag of the commit, or of the nearest earlier commit
  bool is_tagged = false;         ///< `tag` is on the commit itself, or nothing changed after it
  uint64_t commits = 0;           ///< since the tag, or since the first commit; counted only for snapshots
  std::vector<ReleaseTag> next;   ///< the next releases after the commit; searched only for snapshots
  std::string since;              ///< commit id of the previous release, where the changelog starts
  std::string ref;                ///< the requested ref, if the changelog names it

  std::optional<git::Commit> upstream;  ///< the commit that Recipe::upstream names

  void add_to(Digest& digest) const;
};

/// A commit that a package is made from, with the history that its version and changelog are made from.
struct CommitWithHistory {
  git::Commit
      commit;  ///< its tree is packaged; for a dirty tree, a commit in memory (history.commit is HEAD)
  ReleaseHistory history;
};

/// Collects the history for the commit that a package is made from, when `asked` was requested (see
/// packaged_commit). If a folder did not change between the two, a tag between them is a release of the
/// package too. Searches the history only as far as the recipe needs. Throws Error(invalid) if the search
/// reaches the end of a shallow clone, or if the version must come from a tag and there is none.
ReleaseHistory release_history_of(const git::Repository& repository, const git::Commit& commit,
                                  const Request& request, const git::Commit& asked);
inline ReleaseHistory release_history_of(const git::Repository& repository, const git::Commit& commit,
                                         const Request& request) {
  return release_history_of(repository, commit, request, commit);
}

}  // namespace rpmworks::srpm
