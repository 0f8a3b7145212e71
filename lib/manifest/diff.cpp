// SPDX-License-Identifier: GPL-3.0-or-later
#include "manifest/diff.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.hpp"

namespace rpmworks::manifest {

namespace {

std::string key_of(const SectionInfo& section) {
  return section.path;
}
std::string key_of(const KeyInfo& key) {
  return key.fingerprint;
}
std::string key_of(const FileInfo& file) {
  return file.file;
}
std::string key_of(const Withdrawn& one) {
  return one.section + "/" + one.nevra;
}

std::string key_of(const Waiver& waiver) {
  return waiver.gate + "/" + waiver.finding;
}

// A manifest by another program may use a name twice: an item is identified by its name and its position
// among the items of that name.
using Named = std::pair<std::string, size_t>;

template <typename T>
std::map<Named, const T*> by_name(const std::vector<T>& list) {
  std::map<Named, const T*> things;
  std::map<std::string, size_t> seen;
  for (const auto& each : list) things.emplace(Named(key_of(each), seen[key_of(each)]++), &each);
  return things;
}

template <typename T>
std::vector<std::string> names_of(const std::vector<T>& list) {
  std::vector<std::string> names;
  for (const auto& each : list) names.push_back(key_of(each));
  return names;
}

Error of_another_manifest() {
  return {ExitCode::invalid, "the difference starts from another manifest"};
}

// Removes the removed items, and appends the added ones.
template <typename T>
std::vector<T> applied(const std::vector<T>& list, const ChangedList<T>& changes) {
  std::map<Named, T> things;
  std::vector<Named> order;
  for (const auto& [name, thing] : by_name(list)) things.emplace(name, *thing);
  for (std::map<std::string, size_t> seen; const auto& each : list)
    order.emplace_back(key_of(each), seen[key_of(each)]++);
  // Among items of one name, the last ones are removed, and added ones follow the others.
  std::map<std::string, size_t> count;
  for (const auto& name : order) ++count[name.first];
  for (const auto& each : changes.removed) {
    auto& left = count[key_of(each)];
    if (left == 0) throw of_another_manifest();
    const Named name(key_of(each), --left);
    std::erase(order, name);
    things.erase(name);
  }
  for (const auto& [before, after, nth] : changes.changed) {
    const auto found = things.find({key_of(before), nth});
    if (found == things.end() || !(found->second == before)) throw of_another_manifest();
    found->second = after;
  }
  for (const auto& each : changes.added) {
    const Named name(key_of(each), count[key_of(each)]++);
    order.push_back(name);
    things.insert_or_assign(name, each);
  }
  if (changes.order) {
    order.clear();
    for (std::map<std::string, size_t> seen; const auto& name : *changes.order)
      order.emplace_back(name, seen[name]++);
  }
  std::vector<T> result;
  for (const auto& name : order) {
    const auto thing = things.find(name);
    if (thing == things.end()) throw of_another_manifest();
    result.push_back(thing->second);
  }
  return result;
}

template <typename T>
ChangedList<T> compared(const std::vector<T>& before, const std::vector<T>& after) {
  ChangedList<T> changes;
  const auto old_ones = by_name(before);
  const auto new_ones = by_name(after);
  std::map<std::string, size_t> seen;
  for (const auto& each : before) {
    const size_t nth = seen[key_of(each)]++;
    const auto other = new_ones.find({key_of(each), nth});
    if (other == new_ones.end())
      changes.removed.push_back(each);
    else if (!(each == *other->second))
      changes.changed.push_back({each, *other->second, nth});
  }
  seen.clear();
  for (const auto& each : after)
    if (!old_ones.contains({key_of(each), seen[key_of(each)]++})) changes.added.push_back(each);
  if (auto names = names_of(after); names_of(applied(before, changes)) != names)
    changes.order = std::move(names);
  return changes;
}

std::optional<ChangedText> compared(const std::string& before, const std::string& after) {
  if (before == after) return std::nullopt;
  return ChangedText{before, after};
}

bool has_same_inputs(const Entry& before, const Entry& after) {
  if (before.origin.commit() != after.origin.commit() ||
      before.origin.srpm_sha256() != after.origin.srpm_sha256())
    return false;
  if (before.build.has_value() != after.build.has_value()) return false;
  return !before.build || before.build->buildroot_sha256 == after.build->buildroot_sha256;
}

PackageChange::Bytes bytes_of(const Entry& before, const Entry& after, const SameContents& same_contents) {
  using Bytes = PackageChange::Bytes;
  if (before.sha256 == after.sha256 && !before.sha256.empty()) return Bytes::same;
  if (same_contents) return same_contents(before, after) ? Bytes::resigned : Bytes::rebuilt;
  // The header covers the payload by its digest, and signatures are no part of it.
  if (!before.header_sha256.empty() && !after.header_sha256.empty()) {
    if (before.header_sha256 != after.header_sha256) return Bytes::rebuilt;
    if (before.sha256.empty() || after.sha256.empty()) return Bytes::same;
    if (!before.payload_sha256.empty()) return Bytes::resigned;
  }
  if (before.sha256.empty() || after.sha256.empty()) return Bytes::unknown;
  if (!has_same_inputs(before, after)) return Bytes::rebuilt;
  const bool same_key = before.signature().fingerprint == after.signature().fingerprint;
  return same_key ? Bytes::rebuilt_or_resigned : Bytes::resigned;
}

PackageChange change_of(const Entry& before, const Entry& after, const SameContents& same_contents) {
  PackageChange change{.before = before, .after = after};
  if (before.nevra.evr < after.nevra.evr) change.version = PackageChange::Version::upgraded;
  if (before.nevra.evr > after.nevra.evr) change.version = PackageChange::Version::downgraded;
  change.moved = before.section != after.section;
  if (change.version == PackageChange::Version::same) change.bytes = bytes_of(before, after, same_contents);
  return change;
}

/// Pairs the packages of two manifests.
class Pairing {
 public:
  Pairing(const Manifest& old_one, const Manifest& new_one) {
    fill(m_before, old_one);
    fill(m_after, new_one);
  }

  void run(Diff& diff, const SameContents& same_contents) {
    pair(diff, same_contents, true, [](const Entry& a, const Entry& b) { return a == b; });
    pair(diff, same_contents, false,
         [](const Entry& a, const Entry& b) { return a.nevra == b.nevra && a.section == b.section; });
    pair(diff, same_contents, false, [](const Entry& a, const Entry& b) { return a.nevra == b.nevra; });
    pair(diff, same_contents, false, [](const Entry& a, const Entry& b) { return a.section == b.section; });
    pair(diff, same_contents, false, [](const Entry&, const Entry&) { return true; });
    for (const auto& [name, entries] : m_before)
      for (const auto* entry : entries) diff.removed.push_back(*entry);
    for (const auto& [name, entries] : m_after)
      for (const auto* entry : entries) diff.added.push_back(*entry);
  }

 private:
  using Entries = std::map<std::string, std::vector<const Entry*>>;  ///< by name and architecture

  // For each name the newest package first, so that the newest old and new packages of a section are paired.
  static void fill(Entries& entries, const Manifest& manifest) {
    for (const auto& entry : manifest.packages)
      entries[entry.nevra.name + "." + entry.nevra.arch].push_back(&entry);
    for (auto& [name, list] : entries)
      std::ranges::stable_sort(list,
                               [](const Entry* a, const Entry* b) { return a->nevra.evr > b->nevra.evr; });
  }

  template <typename Alike>
  void pair(Diff& diff, const SameContents& same_contents, bool unchanged, Alike alike) {
    for (auto& [name, old_ones] : m_before) {
      const auto found = m_after.find(name);
      if (found == m_after.end()) continue;
      auto& new_ones = found->second;
      std::erase_if(old_ones, [&](const Entry* before) {
        const auto after =
            std::ranges::find_if(new_ones, [&](const Entry* other) { return alike(*before, *other); });
        if (after == new_ones.end()) return false;
        if (!unchanged) diff.changed.push_back(change_of(*before, **after, same_contents));
        new_ones.erase(after);
        return true;
      });
    }
  }

  Entries m_before;
  Entries m_after;
};

bool comes_before(const Entry& a, const Entry& b) {
  if (a.section != b.section) return a.section < b.section;
  if (const auto order = a.nevra <=> b.nevra; order != 0) return order < 0;
  return a.file < b.file;
}

void change_text(std::string& text, const std::optional<ChangedText>& change) {
  if (!change) return;
  if (text != change->before) throw of_another_manifest();
  text = change->after;
}

}  // namespace

bool Diff::is_empty() const {
  return !product && !release && !created && !tool && !config_sha256 && !lock_sha256 && !signer &&
         !inventory && sections.is_empty() && keys.is_empty() && files.is_empty() && withdrawn.is_empty() &&
         !delta_base_changed && !previous_changed && !supplier && waivers.is_empty() && added.empty() &&
         removed.empty() && changed.empty();
}

Diff diff(const Manifest& old_one, const Manifest& new_one, const SameContents& same_contents) {
  Diff result;
  result.product = compared(old_one.product, new_one.product);
  result.release = compared(old_one.release, new_one.release);
  result.created = compared(old_one.created, new_one.created);
  result.tool = compared(old_one.tool, new_one.tool);
  result.config_sha256 = compared(old_one.config_sha256, new_one.config_sha256);
  result.lock_sha256 = compared(old_one.lock_sha256, new_one.lock_sha256);
  result.signer = compared(old_one.signer, new_one.signer);
  result.sections = compared(old_one.sections, new_one.sections);
  result.keys = compared(old_one.keys, new_one.keys);
  result.files = compared(old_one.files, new_one.files);
  result.withdrawn = compared(old_one.withdrawn, new_one.withdrawn);
  result.delta_base_changed = old_one.delta_from != new_one.delta_from;
  result.delta_from = new_one.delta_from;
  result.inventory = compared(old_one.inventory, new_one.inventory);
  result.previous_changed = old_one.previous != new_one.previous;
  result.previous = new_one.previous;
  if (old_one.supplier != new_one.supplier) result.supplier = new_one.supplier;
  result.waivers = compared(old_one.waivers, new_one.waivers);
  Pairing(old_one, new_one).run(result, same_contents);
  std::ranges::stable_sort(result.added, comes_before);
  std::ranges::stable_sort(result.removed, comes_before);
  std::ranges::stable_sort(result.changed, [](const PackageChange& a, const PackageChange& b) {
    return comes_before(a.before, b.before);
  });
  return result;
}

Manifest apply(const Manifest& old_one, const Diff& difference) {
  Manifest manifest = old_one;
  change_text(manifest.product, difference.product);
  change_text(manifest.release, difference.release);
  change_text(manifest.created, difference.created);
  change_text(manifest.tool, difference.tool);
  change_text(manifest.config_sha256, difference.config_sha256);
  change_text(manifest.lock_sha256, difference.lock_sha256);
  change_text(manifest.signer, difference.signer);
  manifest.sections = applied(old_one.sections, difference.sections);
  manifest.keys = applied(old_one.keys, difference.keys);
  manifest.files = applied(old_one.files, difference.files);
  manifest.withdrawn = applied(old_one.withdrawn, difference.withdrawn);
  if (difference.delta_base_changed) manifest.delta_from = difference.delta_from;
  change_text(manifest.inventory, difference.inventory);
  if (difference.previous_changed) manifest.previous = difference.previous;
  if (difference.supplier) manifest.supplier = *difference.supplier;
  manifest.waivers = applied(old_one.waivers, difference.waivers);
  std::multimap<std::string, const Entry*> gone;
  for (const auto& entry : difference.removed) gone.emplace(entry.file, &entry);
  for (const auto& change : difference.changed) gone.emplace(change.before.file, &change.before);
  std::erase_if(manifest.packages, [&](const Entry& entry) {
    auto [at, end] = gone.equal_range(entry.file);
    at = std::find_if(at, end, [&](const auto& each) { return *each.second == entry; });
    if (at == end) return false;
    gone.erase(at);
    return true;
  });
  if (!gone.empty()) throw of_another_manifest();
  for (const auto& entry : difference.added) manifest.packages.push_back(entry);
  for (const auto& change : difference.changed) manifest.packages.push_back(change.after);
  manifest.sort();
  return manifest;
}

}  // namespace rpmworks::manifest
