// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/srpm: what it keeps in the store.
#pragma once

#include <string>

#include "srpm/archive_cache.hpp"
#include "srpm/past_versions.hpp"
#include "srpm/srpm.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::srpm {

struct KeptArchive {
  std::string sha256;
  Deviations deviations;
};

/// Which commit last changed what goes into a package.
struct LastChange {
  std::string asked;   ///< the commit that was asked for
  std::string commit;  ///< the last commit up to it with a change

  bool operator==(const LastChange&) const = default;
};

/// That a package uses files outside of the paths by which its last change is found. The key says it all.
struct LeavesPaths {};

extern const store::RecordKind<Srpm> k_srpms;  ///< a value lacks `name`, `path` and what the request says
extern const store::RecordKind<KeptArchive> k_kept_archives;
extern const store::RecordKind<PastVersion> k_past_versions;
extern const store::RecordKind<LastChange> k_last_changes;
extern const store::RecordKind<LeavesPaths> k_leaves_paths;

}  // namespace rpmworks::srpm
