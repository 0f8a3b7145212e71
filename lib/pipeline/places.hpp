// SPDX-License-Identifier: GPL-3.0-or-later
// Places that have packages, and what changed between two of them.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "changes/change_log.hpp"
#include "changes/findings.hpp"
#include "changes/formats.hpp"
#include "inventory/inventory.hpp"
#include "product/session.hpp"

namespace rpmworks::pipeline {

/// What reading places needs.
struct PlaceSettings {
  const store::Workspace& workspace;  ///< for its cache
  bool has_product = false;           ///< whether the workspace has releases
  std::string tool;                   ///< "rpmworks 0.1.0"
  unsigned jobs = 1;
  /// Returns the session of the product, or null if there is no product. Called only for the commits of
  /// packages.
  std::function<product::Session*()> find_session = {};
};

/// What is in a place; warnings of the place are reported. See inventory::read.
inventory::Inventory read_place(const std::string& place, const PlaceSettings& settings, Reporter& reporter);

/// How thoroughly to compare.
struct Comparison {
  bool details = true;  ///< read the headers of packages that differ
  bool abi = false;     ///< compare the interfaces of shared libraries; needs details
};

/// Compares two places. Throws as read_place, and as abi_changes.
changes::Changes compare_places(const std::string& before, const std::string& after, Comparison comparison,
                                const PlaceSettings& settings, Reporter& reporter);

/// What changed from the published release to the one in `folder`; nothing if no other release of the product
/// is published. Reads no packages, and reports a published release that cannot be read as a warning.
std::optional<changes::Changes> changes_since_published(const product::Session& session,
                                                        const fs::path& folder);

/// Applies the policy in `file` (docs/diff.md). Throws Error(invalid) with file:line:column if it is not
/// valid.
changes::Judgement judge_changes(const changes::Changes& changes, const fs::path& file);

}  // namespace rpmworks::pipeline
