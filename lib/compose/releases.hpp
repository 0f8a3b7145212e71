// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/events.hpp"
#include "store/workspace.hpp"

namespace rpmworks::compose {

/// The link in releases/ to the published release.
constexpr const char* k_current = "current";

/// Throws Error(invalid) unless `name` can be the name of a release.
void require_release_name(const std::string& name);

/// The names of the releases in the workspace, in rpm's order of versions.
std::vector<std::string> releases(const store::Workspace& workspace);
/// The release that `current` points at; empty when none is published.
std::string published(const store::Workspace& workspace);
/// Whether a release is published or ever was, so that people may have it.
bool was_published(const std::string& release, const store::Workspace& workspace);
/// The release that was published before the current one and that a rollback returns to; empty when no such
/// release exists any more. Rolling back from a release removes it from this order.
std::string published_before(const store::Workspace& workspace);

/// The releases that were published before `release` was published for the first time, in that order; all of
/// them when it never was. Some may have been removed since.
std::vector<std::string> published_until(const std::string& release, const store::Workspace& workspace);

/// Throws Error(failed) when `current` exists and is not a symbolic link.
void require_publishable(const store::Workspace& workspace);

/// Points releases/current at a release and records the publication. Does not verify the release. Throws
/// Error(invalid), naming the known releases, if there is no such release; Error(gate) if it was never
/// published and yum of el6 or el7 would ignore its metadata because a published release has newer metadata.
/// Publishing an earlier release again for which that holds is a warning.
void publish(const std::string& release, const store::Workspace& workspace, Reporter& reporter);

}  // namespace rpmworks::compose
