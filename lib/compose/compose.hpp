// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "core/events.hpp"
#include "engine/result.hpp"
#include "manifest/manifest.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// What goes into a release.
struct Inputs {
  std::string release;  ///< its name: letters, digits and "._+~-", the first a letter or a digit
  std::vector<srpm::Srpm> srpms;
  std::vector<engine::BuildResult> builds;
};

struct Composed {
  fs::path folder;  ///< releases/NAME
  manifest::Manifest manifest;
  bool unchanged = false;  ///< it was there already, with these very inputs
};

/// Stages, signs, indexes and checks a release beside releases/, then renames it into place whole. A release
/// of that name made of other inputs is never overwritten: Error(gate) says what differs, unless `replace`; a
/// published one is never replaced. Error(invalid) for a bad name or a section that this version cannot make,
/// Error(gate) for duplicates, missing source packages and packages that the target's clients cannot read,
/// Error(trust) as sign_all. Warns of packages that clients would not take for updates, and of a release that
/// is there and ships a key as it was before it was prolonged. The caller holds the lock of the workspace.
Composed compose(const Inputs& inputs, const config::Config& config, const config::Target& target,
                 const store::Workspace& workspace, store::Store& store, bool replace, Reporter& reporter);

/// The link in releases/ to the published one.
constexpr const char* k_current = "current";

/// Throws Error(invalid) unless `name` can be a release's.
void require_release_name(const std::string& name);

/// The names of the releases there are, in rpm's order of versions.
std::vector<std::string> releases(const store::Workspace& workspace);
/// The release that `current` points at; empty when there is none.
std::string published(const store::Workspace& workspace);
/// Whether a release is published or ever was, so that people may have it.
bool was_published(const std::string& release, const store::Workspace& workspace);
/// The release that was published before the present one, and that a rollback goes back to; empty when none
/// is known that is still there. A release that was gone back from is not before anything any more.
std::string published_before(const store::Workspace& workspace);

/// The releases that were published before `release` was for the first time, in that order; all that ever
/// were when it was not. Some may be gone.
std::vector<std::string> published_until(const std::string& release, const store::Workspace& workspace);

/// A warning for each source package whose commit or build lies in the future of `now` (seconds since 1970).
std::vector<std::string> future_times(const std::vector<srpm::Srpm>& srpms, int64_t now);

/// Throws Error(failed) when something that is no link stands where `current` has to be.
void require_publishable(const store::Workspace& workspace);

/// Points releases/current at a release and keeps a record of it. Does not verify it. Throws Error(invalid)
/// with the releases there are, and Error(gate) when it was never published and yum of el6 or el7 would not
/// take its metadata, because that of a release that was published is newer. Going back to one that was
/// published is warned of for the same reason.
void publish(const std::string& release, const store::Workspace& workspace, Reporter& reporter);

/// One gate and how it came out.
struct Check {
  /// "manifest", "signatures", "digests", "repodata", "duplicates", "sources", "files"
  std::string name;
  std::string subject;  ///< section or release
  bool passed = false;
  std::vector<std::string> findings;
  std::string detail;              ///< of one that passed, what else it found: who signed
  ExitCode code = ExitCode::gate;  ///< what a failure of it means
};

/// Every gate again, on what is on disk: the manifest's signature, each package's digest and signature by its
/// section's key, repomd.xml's signature, the metadata listing exactly what is there and in the manifest, no
/// NEVRA twice in a section, an SRPM for every rebuilt package, and no file that the release does not
/// account for. The keys are those that the release ships, so it shows that the release is whole and was
/// signed by them; that they are the right ones is for the reader to compare. Needs no configuration.
std::vector<Check> verify(const fs::path& release_folder, Reporter& reporter, unsigned jobs);

}  // namespace rpmworks::compose
