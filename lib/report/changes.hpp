// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::report {

/// How a package differs from another release, in the order in which pages show it: what clients may have to
/// act on first.
enum class ChangeKind { downgraded, removed, upgraded, added, rebuilt, resigned, rebuilt_or_resigned, moved };
constexpr std::array<std::string_view, 8> k_change_words = {
    "downgraded", "removed", "upgraded", "added", "rebuilt", "re-signed", "rebuilt or re-signed", "moved"};

/// A package that differs.
struct Change {
  ChangeKind kind = ChangeKind::added;
  size_t index = 0;        ///< in the packages of the newer release; of a removed package: 0
  manifest::Entry before;  ///< empty if it was added
};

/// The packages of `now` that differ from those of `before`, and those that are gone, sorted by kind and then
/// in the order of the manifests. Source packages are left out: they change with what is built from them.
std::vector<Change> changes_between(const manifest::Manifest& before, const manifest::Manifest& now);

}  // namespace rpmworks::report
