// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "gates/gates.hpp"
#include "product/session.hpp"
#include "releases/releases.hpp"

namespace rpmworks::publishing {

using gates::worst_of;

/// Checks a release on disk with every gate again (gates::verify).
std::vector<gates::Check> verify(product::Session& session, const fs::path& release_folder);

/// As verify, and also with the gates that need the configuration and what clients have. If the metadata of
/// an upstream cannot be read, those gates are not checked. `are_upgrades_real`, `remote`: as in
/// gates::GateSettings.
std::vector<gates::Check> verify_on_base(product::Session& session, const fs::path& release_folder,
                                         bool are_upgrades_real = false,
                                         const gates::RemotePackages* remote = nullptr);

/// Checks that a release is complete, unchanged and signed, whatever the other gates find. Else throws an
/// Error with the findings and the exit code of worst_of.
void require_intact(product::Session& session, const fs::path& release_folder);

/// How it is known that a release may be published.
enum class Verification {
  known,  ///< its files are unchanged since every gate passed
  read    ///< every gate ran now
};

/// Makes sure that a release of the workspace passes every gate; of a release that was published before, only
/// that it is complete, unchanged and signed, and warns about the other findings. Reads it only if its files
/// changed since the gates passed the last time, or if `read_all` is set. Asks each time what was
/// withdrawn since. Throws an Error with the findings and the exit code of worst_of.
Verification require_publishable_release(product::Session& session, const std::string& release,
                                         bool read_all = false);

struct PublishOptions {
  bool verify = false;   ///< run every gate, although the release passed them before
  bool dry_run = false;  ///< change nothing
};

struct Published {
  std::string before;                ///< the release that was published before; empty if none was
  std::vector<std::string> listed;   ///< the releases that the mirror lists name
  std::vector<std::string> changes;  ///< what was written, or would be, relative to releases/
  Verification verification = Verification::read;
};

/// Verifies a release of the workspace and makes it the published one: see releases::PublicationPlan. Throws
/// as require_publishable_release and releases::PublicationPlan. The caller must hold the lock of the
/// workspace.
Published publish(product::Session& session, const std::string& release, const PublishOptions& options = {});

/// The release that a rollback publishes again; after a publication that was interrupted, the release to
/// which `current` still points. Throws Error(invalid) if none is known.
std::string release_before(const store::Workspace& workspace);

}  // namespace rpmworks::publishing
