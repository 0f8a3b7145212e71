// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "compose/compose.hpp"
#include "compose/gates.hpp"
#include "compose/releases.hpp"
#include "product/release.hpp"
#include "product/session.hpp"

namespace rpmworks::product {

/// The code that failed checks mean together (trust before the others), or `done`.
ExitCode worst_of(const std::vector<compose::Check>& checks);

/// Puts a release through every gate again, as it is on disk (compose::verify).
std::vector<compose::Check> verify(Session& session, const fs::path& release_folder);

/// The same; throws Error with the first failed gate's code and what was found when one fails.
void require_verified(Session& session, const fs::path& release_folder);

/// Publishes a release that this run made. One that was there already and did not have to be made is verified
/// first, as it may have been damaged.
void publish_made(Session& session, const Release& made);

/// Verifies a release of the workspace and points releases/current at it; gives the release that it was, ""
/// for none. Throws as require_verified and compose::publish. The caller holds the lock of the workspace.
std::string publish(Session& session, const std::string& release);

/// The release that a rollback goes back to. Throws Error(invalid) when none is known.
std::string release_before(const store::Workspace& workspace);

}  // namespace rpmworks::product
