// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "changes/changes.hpp"
#include "changes/details.hpp"
#include "changes/lost.hpp"
#include "core/error.hpp"
#include "core/pool.hpp"
#include "core/text.hpp"
#include "rpm/source_name.hpp"
#include "upgrades/earlier.hpp"

namespace rpmworks::changes {

namespace {

using Kind = PackageChange::Kind;
using inventory::Inventory;
using manifest::Entry;
using Bytes = manifest::PackageChange::Bytes;
using Version = manifest::PackageChange::Version;

Side side_of(const Inventory& inventory) {
  return {.where = inventory.where,
          .kind = inventory::name_of(inventory.kind),
          .product = inventory.manifest.product,
          .release = inventory.manifest.release,
          .created = inventory.manifest.created,
          .manifest_sha256 = inventory.manifest_sha256,
          .warnings = inventory.warnings};
}

bool have_common_section(const manifest::Manifest& before, const manifest::Manifest& after) {
  return std::ranges::any_of(before.sections, [&](const auto& section) {
    return std::ranges::count(after.sections, section.path, &manifest::SectionInfo::path) > 0;
  });
}

// Old packages have no digest of their header: then the files are compared, if both are on this machine.
manifest::SameContents same_contents(const Inventory& before, const Inventory& after) {
  if (before.folder.empty() || after.folder.empty()) return {};
  return [&before, &after](const Entry& one, const Entry& other) {
    if (!one.header_sha256.empty() && !other.header_sha256.empty() && !one.payload_sha256.empty())
      return one.header_sha256 == other.header_sha256;
    return upgrades::same_contents(before.folder / one.file, after.folder / other.file);
  };
}

Kind kind_of(const rpm::Evr& before, const rpm::Evr& after, Bytes bytes) {
  if (before < after) return Kind::upgraded;
  if (before > after) return Kind::downgraded;
  switch (bytes) {
    case Bytes::rebuilt:
      return Kind::rebuilt;
    case Bytes::resigned:
      return Kind::resigned;
    case Bytes::rebuilt_or_resigned:
      return Kind::rebuilt_or_resigned;
    case Bytes::same:
    case Bytes::unknown:
      break;
  }
  return Kind::moved;
}

// Architectures of a package may change to and from noarch; rpm takes that for an update.
bool is_update_of(const Entry& after, const Entry& before) {
  const bool to_or_from_noarch = (before.nevra.arch == "noarch") != (after.nevra.arch == "noarch");
  return before.nevra.name == after.nevra.name && to_or_from_noarch && !before.nevra.is_source() &&
         !after.nevra.is_source();
}

/// Makes the list of changes from the difference of the manifests.
class Listing {
 public:
  Listing(Changes& changes, bool compares_sections)
      : m_changes(changes), m_compares_sections(compares_sections) {}

  void run() {
    for (const auto& change : m_changes.diff.changed) add_changed(change);
    std::vector<const Entry*> added;
    for (const auto& entry : m_changes.diff.added) added.push_back(&entry);
    for (const auto& entry : m_changes.diff.removed) {
      const auto update =
          std::ranges::find_if(added, [&](const Entry* one) { return is_update_of(*one, entry); });
      if (update == added.end()) {
        m_changes.packages.push_back({.kind = Kind::removed, .before = entry, .after = {}});
        continue;
      }
      add({.before = entry,
           .after = **update,
           .moved = entry.section != (*update)->section,
           .bytes = Bytes::rebuilt});
      added.erase(update);
    }
    for (const Entry* entry : added)
      m_changes.packages.push_back({.kind = Kind::added, .before = {}, .after = *entry});
    std::ranges::stable_sort(m_changes.packages, [](const PackageChange& a, const PackageChange& b) {
      if (a.kind != b.kind) return a.kind < b.kind;
      const Entry& one = a.entry();
      const Entry& other = b.entry();
      if (one.section != other.section) return one.section < other.section;
      return (one.nevra <=> other.nevra) < 0;
    });
  }

 private:
  void add_changed(const manifest::PackageChange& change) {
    if (change.bytes == Bytes::unknown && change.version == Version::same)
      m_changes.not_compared.push_back(change.after.nevra.str());
    add(change);
  }

  void add(const manifest::PackageChange& change) {
    PackageChange one{.kind = kind_of(change.before.nevra.evr, change.after.nevra.evr, change.bytes),
                      .before = change.before,
                      .after = change.after,
                      .is_moved = change.moved && m_compares_sections};
    if (one.kind == Kind::moved && !one.is_moved) return;
    const std::string was = change.before.signature().fingerprint;
    const std::string is = change.after.signature().fingerprint;
    if (was != is && !was.empty() && !is.empty()) one.signer = manifest::ChangedText{was, is};
    m_changes.packages.push_back(std::move(one));
  }

  Changes& m_changes;
  bool m_compares_sections;
};

std::string key_id_of(const inventory::Details& details) {
  const auto& signature = details.contents->package.signature;
  return signature ? signature->key_id : "";
}

/// Reads the packages that differ.
class Reading {
 public:
  Reading(const Inventory& before, const Inventory& after) : m_before(before), m_after(after) {}

  void run(Changes& changes, unsigned jobs) const {
    parallel_for(changes.packages.size(), jobs, [&](size_t i) {
      PackageChange& change = changes.packages[i];
      if (change.kind == Kind::moved) return;
      try {
        read(change);
      } catch (const Error& error) {
        change.unreadable = error.what();
      }
    });
  }

 private:
  void read(PackageChange& change) const {
    inventory::Details before;
    inventory::Details after;
    if (change.before) before = m_before.details(*change.before);
    if (change.after) after = m_after.details(*change.after);
    // Only the same contents have the same header, so that only the signature is of interest.
    if (change.kind != Kind::resigned) change.details = details_of(before, after);
    if (change.signer || !before.contents || !after.contents) return;
    const std::string was = key_id_of(before);
    const std::string is = key_id_of(after);
    if (was != is) change.signer = manifest::ChangedText{was, is};
  }

  const Inventory& m_before;
  const Inventory& m_after;
};

std::string source_of(const Entry& entry) {
  return entry.nevra.is_source() ? entry.nevra.name : rpm::source_name(entry.source_rpm);
}

void add_commits(Changes& changes, const Options& options) {
  std::map<std::array<std::string, 3>, CommitRange> known;
  for (auto& change : changes.packages) {
    if (!change.before || !change.after) continue;
    const manifest::FromGit* const was = change.before->origin.git();
    const manifest::FromGit* const is = change.after->origin.git();
    if (!was || !is || was->commit.empty() || is->commit.empty() || was->commit == is->commit) continue;
    const auto [range, is_new] = known.try_emplace({source_of(*change.after), was->commit, is->commit});
    if (is_new)
      range->second = options.commits ? options.commits(*change.before, *change.after)
                                      : CommitRange{.unknown = "repos.yaml of the product is not known"};
    range->second.url = is->url;
    range->second.before = was->commit;
    range->second.after = is->commit;
    change.commits = range->second;
  }
}

std::string why_no_details(const Inventory& before, const Inventory& after) {
  std::vector<std::string> places;
  for (const Inventory* side : {&before, &after})
    if (!side->has_details()) places.push_back(side->where);
  return fmt::format("packages were not read, because they are not there: {}", join(places, ", "));
}

}  // namespace

std::string name_of(Kind kind) {
  switch (kind) {
    case Kind::downgraded:
      return "downgraded";
    case Kind::removed:
      return "removed";
    case Kind::rebuilt:
      return "rebuilt";
    case Kind::rebuilt_or_resigned:
      return "rebuilt-or-resigned";
    case Kind::upgraded:
      return "upgraded";
    case Kind::added:
      return "added";
    case Kind::resigned:
      return "resigned";
    case Kind::moved:
      return "moved";
  }
  return "";
}

size_t Changes::count(Kind kind) const {
  return static_cast<size_t>(std::ranges::count(packages, kind, &PackageChange::kind));
}

Changes compare(const Inventory& before, const Inventory& after, const Options& options) {
  Changes changes{.before = side_of(before), .after = side_of(after)};
  changes.diff = manifest::diff(before.manifest, after.manifest, same_contents(before, after));
  Listing(changes, have_common_section(before.manifest, after.manifest)).run();
  size_t differing = 0;
  for (const auto& change : changes.packages)
    if (change.after) ++differing;
  changes.unchanged = after.manifest.packages.size() - differing - changes.not_compared.size();
  add_commits(changes, options);
  changes.has_details = options.details && before.has_details() && after.has_details();
  if (options.details && !changes.has_details) changes.no_details = why_no_details(before, after);
  if (!changes.has_details) return changes;
  Reading(before, after).run(changes, options.jobs);
  add_unfulfilled(changes, after, options.jobs);
  return changes;
}

}  // namespace rpmworks::changes
