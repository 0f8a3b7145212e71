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

/// The difference between two lists of named items.
template <typename T>
struct ChangedList {
  struct Change {
    T before;
    T after;
    size_t nth = 0;  ///< position among the items of that name
  };
  std::vector<T> added;
  std::vector<T> removed;
  std::vector<Change> changed;  ///< same name, something else differs
  /// The names in their new order. Empty: the old order, without the removed items and with the added ones at
  /// the end.
  std::optional<std::vector<std::string>> order;

  bool is_empty() const { return added.empty() && removed.empty() && changed.empty() && !order; }
};

/// A package of the old manifest and its counterpart in the new one, which has the same name and
/// architecture.
struct PackageChange {
  enum class Version { same, upgraded, downgraded };  ///< by rpm's order
  /// Why two files of one NEVRA differ, as far as the manifests show.
  enum class Bytes {
    same,
    rebuilt,   ///< from another source package, in another buildroot, or according to same_contents
    resigned,  ///< the same package signed by another key, or according to same_contents
    rebuilt_or_resigned,  ///< same inputs and same key: the manifests do not show which
    unknown               ///< the manifests do not show whether they differ: one lacks digests of the other
  };
  Entry before;
  Entry after;
  Version version = Version::same;
  bool moved = false;         ///< to another section
  Bytes bytes = Bytes::same;  ///< for one NEVRA; an upgrade always has other bytes
};

/// The difference between two manifests as a value; commands and messages choose what they show of it.
struct Diff {
  std::optional<ChangedText> product;
  std::optional<ChangedText> release;
  std::optional<ChangedText> created;
  std::optional<ChangedText> tool;
  std::optional<ChangedText> config_sha256;
  std::optional<ChangedText> lock_sha256;
  std::optional<ChangedText> signer;  ///< of the manifest
  std::optional<ChangedText> inventory;
  ChangedList<SectionInfo> sections;          ///< by path
  ChangedList<KeyInfo> keys;                  ///< by fingerprint
  ChangedList<FileInfo> files;                ///< by name
  ChangedList<Withdrawn> withdrawn;           ///< by section and NEVRA
  bool delta_base_changed = false;            ///< the releases that they complete differ
  std::optional<ReleaseRef> delta_from = {};  ///< the new one
  bool previous_changed = false;
  std::optional<ReleaseRef> previous = {};  ///< the new one
  std::optional<Supplier> supplier = {};    ///< the new one, if it changed
  ChangedList<Waiver> waivers = {};         ///< by gate and finding
  std::vector<Entry> added;
  std::vector<Entry> removed;
  std::vector<PackageChange> changed;

  bool is_empty() const;
};

/// Whether two files of one NEVRA are identical except for their signatures.
using SameContents = std::function<bool(const Entry& before, const Entry& after)>;

/// The changes that turn `old_one` into `new_one`. Packages that differ are paired by name and architecture:
/// first packages of the same NEVRA, then packages of the same section, then the others, each time the newest
/// first. A package without a counterpart is added or removed. Without `same_contents`, only the manifests
/// tell why files of one NEVRA differ. Lists are in the order of the manifests that contain them.
Diff diff(const Manifest& old_one, const Manifest& new_one, const SameContents& same_contents = {});

/// Applies a difference to `old_one`. The result is sorted as by Manifest::sort: apply(old, diff(old, new))
/// is `new` after sorting. Throws Error(invalid) if `old_one` is not the manifest from which the difference
/// starts.
Manifest apply(const Manifest& old_one, const Diff& difference);

}  // namespace rpmworks::manifest
