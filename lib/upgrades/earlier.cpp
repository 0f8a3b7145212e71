// SPDX-License-Identifier: GPL-3.0-or-later
#include "upgrades/earlier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <ranges>
#include <set>

#include "core/error_line.hpp"
#include "core/text.hpp"
#include "manifest/diff.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"

namespace rpmworks::upgrades {

namespace {

using manifest::Entry;
using manifest::Manifest;

constexpr size_t k_most_named = 5;

std::map<std::string, std::string> targets_by_section(const Manifest& manifest) {
  std::map<std::string, std::string> targets;
  for (const auto& section : manifest.sections) targets[section.path] = section.target;
  return targets;
}

/// The packages of a release that were not yet compared, each once for each target: clients of one target
/// never see the packages of another, which may have the same NEVRA.
class Wanted {
 public:
  explicit Wanted(const Manifest& made) {
    const auto targets = targets_by_section(made);
    for (const auto& entry : made.packages) {
      auto& of_targets = m_entries[entry.nevra.str()];
      // A noarch package of several targets is the same file.
      const bool is_known = std::ranges::any_of(
          of_targets, [&](const auto& other) { return other.second->sha256 == entry.sha256; });
      if (!is_known) of_targets.emplace(targets.at(entry.section), &entry);
    }
  }

  bool empty() const { return m_entries.empty(); }

  /// Removes and returns the package of this NEVRA for the target; null if there is none. Old manifests do
  /// not name targets.
  const Entry* take(const std::string& nevra, const std::string& target) {
    const auto found = m_entries.find(nevra);
    if (found == m_entries.end()) return nullptr;
    auto& of_targets = found->second;
    const auto at = target.empty() ? of_targets.begin() : of_targets.find(target);
    if (at == of_targets.end()) return nullptr;
    const Entry* const entry = at->second;
    of_targets.erase(at);
    if (of_targets.empty()) m_entries.erase(found);
    return entry;
  }

 private:
  std::map<std::string, std::map<std::string, const Entry*>> m_entries;  // by NEVRA and target
};

std::string what_differs(const Entry& before, const Entry& now) {
  if (before.origin.commit() != now.origin.commit())
    return fmt::format(
        "of {} instead of {}",
        now.origin.commit().empty() ? "no commit" : "commit " + now.origin.commit().substr(0, 12),
        before.origin.commit().empty() ? "none" : before.origin.commit().substr(0, 12));
  if (before.origin.srpm_sha256() != now.origin.srpm_sha256()) return "from another source package";
  if (before.build && now.build && before.build->buildroot_sha256 != now.build->buildroot_sha256)
    return "built in another build root";
  return "rebuilt";
}

std::string named(std::vector<std::string> packages) {
  const size_t count = packages.size();
  if (count > k_most_named) {
    packages.resize(k_most_named);
    packages.push_back(fmt::format("and {} more", count - k_most_named));
  }
  return join(packages, ", ");
}

std::string holds(const std::string& release, size_t count) {
  return fmt::format("the release {} holds {}", release,
                     count == 1 ? "a package" : fmt::format("{} packages", count));
}

std::string line_of_updates(const std::string& release, const std::vector<std::string>& packages) {
  const size_t count = packages.size();
  return fmt::format(
      "{} with the same name and version but other contents, so clients that have {} will not see an update "
      "(raise Version or Release): {}",
      holds(release, count), count == 1 ? "it" : "them", named(packages));
}

std::string line_of_signatures(const std::string& release, const std::vector<std::string>& packages) {
  return fmt::format(
      "{} with the same name and version but another signature by the same key, so the files differ: either "
      "the key signs differently each time, or that release was signed by an earlier rpmworks or by another "
      "program: {}",
      holds(release, packages.size()), named(packages));
}

}  // namespace

// Comparing headers is enough: a header contains the digest of its payload.
bool same_contents(const fs::path& one, const fs::path& other) {
  const std::string digest = rpm::read_package(one).header_sha256;
  return !digest.empty() && digest == rpm::read_package(other).header_sha256;
}

std::vector<std::string> same_names_other_files(const Manifest& made, const fs::path& folder,
                                                const store::Workspace& workspace) {
  Wanted wanted(made);
  std::vector<std::string> lines;
  for (const auto& release : std::views::reverse(releases::releases(workspace))) {
    if (release == made.release || wanted.empty()) continue;
    const fs::path other = workspace.releases() / release;
    std::shared_ptr<const Manifest> read;
    try {
      read = releases::shared_manifest(other);
    } catch (const Error& unreadable) {
      lines.push_back(
          fmt::format("packages were not compared with the release {}, because it cannot be read: {}",
                      release, in_one_line(unreadable)));
      continue;
    }
    const Manifest& manifest = *read;
    if (manifest.product != made.product) continue;
    Manifest before;
    Manifest now;
    const auto targets = targets_by_section(manifest);
    for (const auto& entry : manifest.packages) {
      const auto target = targets.find(entry.section);
      const Entry* const found =
          wanted.take(entry.nevra.str(), target == targets.end() ? "" : target->second);
      if (!found || found->sha256 == entry.sha256) continue;
      before.packages.push_back(entry);
      now.packages.push_back(*found);
    }
    std::set<std::string> unreadable;
    const manifest::Diff diff = manifest::diff(before, now, [&](const Entry& theirs, const Entry& ours) {
      try {
        return same_contents(other / theirs.file, folder / ours.file);
      } catch (const Error& error) {
        lines.push_back(
            fmt::format("{} was not compared with that of the release {}, which cannot be read: {}",
                        theirs.nevra.str(), release, in_one_line(error)));
        unreadable.insert(theirs.nevra.str());
        return false;
      }
    });
    std::vector<std::string> updates;
    std::vector<std::string> signed_again;
    for (const auto& change : diff.changed) {
      using Bytes = manifest::PackageChange::Bytes;
      const std::string nevra = change.after.nevra.str();
      if (unreadable.contains(nevra)) continue;
      // Clients do not install source packages.
      if (change.bytes == Bytes::rebuilt && !change.after.nevra.is_source())
        updates.push_back(fmt::format("{} ({})", nevra, what_differs(change.before, change.after)));
      // A package signed by another key differs on purpose.
      if (change.bytes == Bytes::resigned &&
          change.before.signature().fingerprint == change.after.signature().fingerprint)
        signed_again.push_back(nevra);
    }
    if (!updates.empty()) lines.push_back(line_of_updates(release, updates));
    if (!signed_again.empty()) lines.push_back(line_of_signatures(release, signed_again));
  }
  return lines;
}

}  // namespace rpmworks::upgrades
