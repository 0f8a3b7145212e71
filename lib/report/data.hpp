// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "rpm/contents.hpp"
#include "schedule/timeline.hpp"

namespace rpmworks::report {

/// A finding of a gate.
struct Finding {
  std::string id;
  std::string text;
  std::string file;  ///< that it is about, relative to the release's folder; may be empty
};

/// A finding that the maintainers accepted.
struct Accepted {
  Finding finding;
  manifest::Waiver waiver;
};

/// What one gate found.
struct GateResult {
  std::string name;
  std::string subject;  ///< a section, a target or the release
  std::vector<Finding> findings;
  std::vector<Accepted> accepted;
  std::vector<std::string> notes;
  std::string detail;       ///< of a passed gate: who signed
  std::string not_checked;  ///< why the gate did not run; empty: it ran
};

/// A gate that a release had to pass before it became visible.
struct RequiredGate {
  std::string name;
  std::string what;         ///< what holds if it passed: "No package is twice in a section"
  std::string not_checked;  ///< why it does not run for this release; empty: it runs
};

/// Checks of the files of a release, made at a time.
struct Checks {
  int64_t time = 0;  ///< seconds since 1970
  std::string tool;  ///< "rpmworks 0.1.0"
  std::vector<GateResult> gates;
};

/// A phase of a build.
struct BuildPhase {
  std::string name;
  size_t depth = 0;
  double seconds = 0;
};

/// How a source package was built: from the folder of its result.
struct BuildRecord {
  std::vector<BuildPhase> phases;  ///< in the order in which they ended
  std::string log_end;             ///< the last lines of build.log
};

/// A commit of a package's repository.
struct CommitLine {
  std::string id;
  std::string subject;
};

/// What the page of a release shows. All except the manifest is optional: what is not known is left out.
struct ReleaseData {
  std::shared_ptr<const manifest::Manifest> manifest;  ///< never null
  /// The headers of the packages, at the positions of manifest->packages; empty, or null for some: not known.
  std::vector<std::shared_ptr<const rpm::Contents>> contents = {};
  std::string upgrade_guide = {};  ///< the text of UPGRADE.md
  /// Releases before this one, the newest first. Only their packages and their names are used.
  std::vector<std::shared_ptr<const manifest::Manifest>> earlier = {};
  size_t earlier_left_out = 0;  ///< older releases that are not in `earlier`
  /// The gates that the release passed to become visible.
  std::vector<RequiredGate> required = {};
  /// The commits of a source package since the first of `earlier`, newest first, by "NAME-VERSION-RELEASE".
  std::map<std::string, std::vector<CommitLine>> commits = {};
  bool is_in_releases = false;  ///< the page will stand in its release, and the page of all releases above it

  // What a clock gave. The page in a release has none of it, so that the same inputs make the same bytes.
  std::optional<Checks> checks = {};
  std::optional<schedule::Timeline> timeline = {};
  std::map<std::string, BuildRecord> builds = {};  ///< by "NAME-VERSION-RELEASE" of the source package
};

/// A line of the page of all releases.
struct ReleaseLine {
  std::shared_ptr<const manifest::Manifest> manifest;  ///< null: it cannot be read
  std::string name;                                    ///< of its folder
  std::string fault;                                   ///< why it cannot be read
  std::string state;                                   ///< "published", "published before", or empty
  bool has_page = true;
};

/// What the page of all releases shows.
struct ReleasesData {
  std::string product;
  std::vector<ReleaseLine> releases;  ///< the newest first
};

}  // namespace rpmworks::report
