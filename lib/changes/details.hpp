// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include "changes/changes.hpp"

namespace rpmworks::changes {

/// Compares two packages. One of them may be missing (no contents): then of the files of the other one only
/// those with special rights are told, and of its dependencies what it provides and requires.
PackageDetails details_of(const inventory::Details& before, const inventory::Details& after);

/// The dependencies without those that rpm itself must fulfil.
DependencyChanges dependency_changes(const std::vector<std::string>& before, const rpm::Evr& evr_before,
                                     const std::vector<std::string>& after, const rpm::Evr& evr_after);

/// Whether a provide is that of a shared library.
bool is_soname(const std::string& provide);

}  // namespace rpmworks::changes
