// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/changes.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "manifest/diff.hpp"

namespace rpmworks::report {

namespace {

using manifest::PackageChange;

// Nothing if only data beside the package differ, such as what required it.
std::optional<ChangeKind> kind_of(const PackageChange& change) {
  switch (change.version) {
    case PackageChange::Version::upgraded:
      return ChangeKind::upgraded;
    case PackageChange::Version::downgraded:
      return ChangeKind::downgraded;
    case PackageChange::Version::same:
      break;
  }
  switch (change.bytes) {
    case PackageChange::Bytes::rebuilt:
      return ChangeKind::rebuilt;
    case PackageChange::Bytes::resigned:
      return ChangeKind::resigned;
    case PackageChange::Bytes::rebuilt_or_resigned:
      return ChangeKind::rebuilt_or_resigned;
    case PackageChange::Bytes::same:
    case PackageChange::Bytes::unknown:
      break;
  }
  if (change.moved) return ChangeKind::moved;
  return std::nullopt;
}

}  // namespace

std::vector<Change> changes_between(const manifest::Manifest& before, const manifest::Manifest& now) {
  std::unordered_map<std::string_view, size_t> index_of;
  for (size_t i = 0; i < now.packages.size(); ++i) index_of[now.packages[i].file] = i;
  const manifest::Diff diff = manifest::diff(before, now);
  std::vector<Change> changes;
  for (const auto& entry : diff.removed)
    if (!entry.nevra.is_source()) changes.push_back({.kind = ChangeKind::removed, .before = entry});
  for (const auto& entry : diff.added)
    if (!entry.nevra.is_source())
      changes.push_back({.kind = ChangeKind::added, .index = index_of.at(entry.file), .before = {}});
  for (const auto& change : diff.changed)
    if (const auto kind = kind_of(change); kind && !change.after.nevra.is_source())
      changes.push_back({.kind = *kind, .index = index_of.at(change.after.file), .before = change.before});
  std::ranges::stable_sort(changes, {}, &Change::kind);
  return changes;
}

}  // namespace rpmworks::report
