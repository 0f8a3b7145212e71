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

/// What tags and history say of a commit, as far as its recipe asks: beside the commit itself, all that its
/// version and changelog depend on.
struct Lineage {
  git::Commit commit;             ///< whose history it is; of a dirty tree HEAD
  std::optional<ReleaseTag> tag;  ///< of the commit, or the nearest before it
  bool is_tagged = false;         ///< it is the commit's own, or nothing was changed between the two
  uint64_t commits = 0;           ///< since the tag, or since the beginning; counted for snapshots
  std::vector<ReleaseTag> next;   ///< the releases that come next after the commit; looked for for snapshots
  std::string since;              ///< the release whose changelog ends where this one begins: its commit
  std::string ref;                ///< what the commit was asked for by, where the changelog says so

  std::optional<git::Commit> upstream;  ///< what Recipe::upstream leads to

  void add_to(Digest& digest) const;
};

/// The lineage of the commit that a package is made of, when `asked` was asked for (packaged_commit): of a
/// folder that did not change since, a tag between the two is a release of the package too. Walks through
/// history no further than the recipe asks. Throws Error(invalid) when that goes beyond the end of a shallow
/// clone, and when the version is to come from a tag and there is none.
Lineage lineage_of(const git::Repository& repository, const git::Commit& commit, const Request& request,
                   const git::Commit& asked);
inline Lineage lineage_of(const git::Repository& repository, const git::Commit& commit,
                          const Request& request) {
  return lineage_of(repository, commit, request, commit);
}

}  // namespace rpmworks::srpm
