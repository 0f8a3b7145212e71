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

using compose::worst_of;

/// Checks a release on disk with every gate again (compose::verify).
std::vector<compose::Check> verify(Session& session, const fs::path& release_folder);

/// As verify, and also with the gates that need the configuration and what clients have. If the metadata of
/// an upstream cannot be read, those gates are not checked.
std::vector<compose::Check> verify_on_base(Session& session, const fs::path& release_folder);

/// As verify, but if a gate fails, throws an Error with the findings and the exit code of worst_of.
void require_verified(Session& session, const fs::path& release_folder);

/// Publishes a release that this run made. If the release existed already and was unchanged, verifies it
/// first, because it may have been damaged.
void publish_made(Session& session, const Release& made);

/// Verifies a release of the workspace and points releases/current to it. Returns the release that was
/// published before, or "". Throws as require_verified and compose::publish. The caller must hold the lock of
/// the workspace.
std::string publish(Session& session, const std::string& release);

/// The release that a rollback publishes again. Throws Error(invalid) if none is known.
std::string release_before(const store::Workspace& workspace);

}  // namespace rpmworks::product
