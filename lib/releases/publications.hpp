// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/workspace.hpp"

namespace rpmworks::releases {

/// A release that became the published one.
struct Publication {
  std::string release;
  std::optional<int64_t> since;    ///< seconds since 1970; nothing in records of earlier versions
  std::chrono::seconds expire{0};  ///< `metadata_expire` of the .repo file that clients got then; 0: unknown
  bool operator==(const Publication&) const = default;
};

/// The releases that were published in this workspace, the latest last. A release that was published again
/// occurs again. If the workspace lost its record, the release to which `current` points is still known.
std::vector<Publication> publications(const store::Workspace& workspace);

/// Whether a release was published, but the workspace has no record of publications: its state was removed.
bool is_record_lost(const store::Workspace& workspace);

/// The release that the record names last, if `current` does not point to it: a run was killed before it
/// completed the publication. Empty otherwise.
std::string unfinished_publication(const store::Workspace& workspace);

/// Writes the record. It is stored nowhere else, so it is synced.
void write_publications(const std::vector<Publication>& all, const store::Workspace& workspace);

/// When a release was the published one for the last time.
struct LastPublished {
  std::string release;
  int64_t until = 0;               ///< `now` for the published release, and if the clock was set back
  std::chrono::seconds expire{0};  ///< the longest that its clients keep metadata, as far as known
};

/// Every release of the record once, the one that was published last first. `now`: seconds since 1970.
std::vector<LastPublished> last_published(const std::vector<Publication>& all, int64_t now);

/// A warning for each publication with a time later than `now`: it may be wrong until when clients need a
/// release.
std::vector<std::string> future_publications(const std::vector<Publication>& all, int64_t now);

}  // namespace rpmworks::releases
