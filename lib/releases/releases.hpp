// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "releases/publication.hpp"
#include "store/workspace.hpp"

namespace rpmworks::releases {

/// The symbolic link in releases/ to the published release.
constexpr const char* k_current = "current";

/// Throws Error(invalid) if `name` is not a valid release name.
void require_release_name(const std::string& name);

/// The names of the releases in the workspace, sorted by rpm's version comparison.
std::vector<std::string> releases(const store::Workspace& workspace);
/// The releases in the workspace whose names come before `release`, which need not exist.
std::vector<std::string> releases_before(const std::string& release, const store::Workspace& workspace);
/// The release to which `current` points; empty if none is published.
std::string published(const store::Workspace& workspace);
/// Whether a release is or was published, so that users may have it.
bool was_published(const std::string& release, const store::Workspace& workspace);
/// The release to which a rollback returns: the one published before the current release. Empty if no such
/// release exists any more. Rolling back from a release removes it from this order.
std::string published_before(const store::Workspace& workspace);

/// The releases that were published before `release` was first published, in that order; all published
/// releases if it never was. Some may have been removed since.
std::vector<std::string> published_until(const std::string& release, const store::Workspace& workspace);

/// Throws Error(failed) if `current` or `mirrorlist` exists and is not a symbolic link.
void require_publishable(const store::Workspace& workspace);

/// Makes a release the published one: see PublicationPlan. Does not verify the release.
void publish(const std::string& release, const store::Workspace& workspace, const Publishing& publishing,
             Reporter& reporter);

}  // namespace rpmworks::releases
