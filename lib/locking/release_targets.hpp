// SPDX-License-Identifier: GPL-3.0-or-later
// The targets that a release is made for.
#pragma once

#include <vector>

#include "layout/targets.hpp"
#include "product/session.hpp"

namespace rpmworks::locking {

/// The names of the targets that a release of this configuration is made for: those of `release.targets`,
/// else every target of the file that has packages or a section.
std::vector<std::string> release_target_names(const config::Config& config);

/// Whether a package is built for one of the targets.
bool is_for_any(const config::PackageSource& package, const layout::Targets& targets);

/// Whether a release contains packages of upstreams; it then needs none of its own.
bool has_upstream_section(const config::Config& config);

/// These targets with the engine and executor of the choice; with `choice.target` only that one, and a note
/// that names the others. Throws Error(usage) if `choice.target` is unknown or is not in `release.targets`.
std::vector<config::Target> choose_release_targets(const product::Session& session,
                                                   const product::TargetChoice& choice = {});

}  // namespace rpmworks::locking
