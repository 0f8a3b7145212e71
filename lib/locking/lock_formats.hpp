// SPDX-License-Identifier: GPL-3.0-or-later
// Locks of other programs.
#pragma once

#include <string>

#include "layout/targets.hpp"
#include "lockfile/lockfile.hpp"
#include "product/session.hpp"

namespace rpmworks::locking {

/// The packages of an rpms.lock.yaml of konflux, or of a package manifest of libpkgmanifest, for each of the
/// targets. Notes what the file has besides, and what it lacks. Throws Error(invalid) if it is neither.
lockfile::Lock imported_lock(product::Session& session, const layout::Targets& targets, const fs::path& file);

/// Warns about imported packages that are not in the lock, or in another version.
void tell_left_out(product::Session& session, const lockfile::Lock& imported, const lockfile::Lock& lock);

/// Throws Error(usage) if there are several targets, which package manifests do not know.
void require_exportable(const layout::Targets& targets);
/// The packages of one target as a package manifest of libpkgmanifest. Notes what the format cannot hold.
/// Throws as require_exportable.
std::string exported_lock(product::Session& session, const layout::Targets& targets,
                          const lockfile::Lock& lock);

}  // namespace rpmworks::locking
