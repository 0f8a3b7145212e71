// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"

namespace rpmworks::manifest {

/// A text that differs.
struct ChangedText {
  std::string before;
  std::string after;
  bool operator==(const ChangedText&) const = default;
};

/// How two lists of things with names differ.
template <typename T>
struct ChangedList {
  struct Change {
    T before;
    T after;
    size_t nth = 0;  ///< of the things of that name
  };
  std::vector<T> added;
  std::vector<T> removed;
  std::vector<Change> changed;  ///< same name, something else differs
  /// The names in their new order. Nothing: the old order, without the removed things and with the added ones
  /// at the end.
  std::optional<std::vector<std::string>> order;

  bool is_empty() const { return added.empty() && removed.empty() && changed.empty() && !order; }
};

/// A package of the old manifest and its counterpart in the new one, which has the same name and
/// architecture.
struct PackageChange {
  enum class Version { same, upgraded, downgraded };  ///< by rpm's order
  /// Why two files of one NEVRA differ, as far as the manifests tell.
  enum class Bytes {
    same,
    rebuilt,             ///< from another source package, in another build root, or as same_contents says
    resigned,            ///< the same package with a signature by another key, or as same_contents says
    rebuilt_or_resigned  ///< from the same inputs and signed by the same key
  };
  Entry before;
  Entry after;
  Version version = Version::same;
  bool moved = false;         ///< to another section
  Bytes bytes = Bytes::same;  ///< of one NEVRA; an upgrade always has other bytes
};

/// The difference between two manifests, as a value: what commands and messages show of it is theirs to
/// choose.
struct Diff {
  std::optional<ChangedText> product;
  std::optional<ChangedText> release;
  std::optional<ChangedText> created;
  std::optional<ChangedText> tool;
  std::optional<ChangedText> config_sha256;
  std::optional<ChangedText> signer;  ///< of the manifest
  ChangedList<SectionInfo> sections;  ///< by path
  ChangedList<KeyInfo> keys;          ///< by fingerprint
  ChangedList<FileInfo> files;        ///< by name
  std::vector<Entry> added;
  std::vector<Entry> removed;
  std::vector<PackageChange> changed;

  bool is_empty() const;
};

/// Whether two files of one NEVRA are the same package except for their signatures.
using SameContents = std::function<bool(const Entry& before, const Entry& after)>;

/// What has to happen to `old_one` to become `new_one`. Packages that differ are paired by name and
/// architecture: those of the same NEVRA first, then those of the same section, each with the newest first,
/// then the others. A package without a counterpart is added or removed. Without `same_contents` the
/// manifests alone tell why files of one NEVRA differ. Lists are in the order of the manifests that hold
/// them.
Diff diff(const Manifest& old_one, const Manifest& new_one, const SameContents& same_contents = {});

/// The manifest that `old_one` becomes, sorted as Manifest::sort does: apply(old, diff(old, new)) is `new`
/// once that is sorted. Throws Error(invalid) when `old_one` is not the manifest that the difference starts
/// from.
Manifest apply(const Manifest& old_one, const Diff& difference);

}  // namespace rpmworks::manifest
