// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/details.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rpmworks::changes {

namespace {

using rpm::Contents;
using rpm::PackagedFile;

FileFacts facts_of(const Contents& contents, const PackagedFile& file) {
  return {.size = file.size,
          .mode = file.mode,
          .owner = contents.owner_of(file),
          .capability = contents.capability_of(file),
          .link = file.link,
          .is_config = file.is_config,
          .is_noreplace = file.is_noreplace,
          .is_ghost = file.is_ghost,
          .special = rpm::special_rights(contents, file)};
}

// Digests of different algorithms have different lengths, and tell nothing about each other.
bool has_other_content(const PackagedFile& before, const PackagedFile& after) {
  if (!before.is_regular() || !after.is_regular()) return false;
  if (before.digest.size() == after.digest.size() && !before.digest.empty())
    return before.digest != after.digest;
  return before.size != after.size;
}

std::map<std::string_view, const PackagedFile*> by_path(const Contents& contents) {
  std::map<std::string_view, const PackagedFile*> files;
  for (const auto& file : contents.files) files.emplace_hint(files.end(), file.path, &file);
  return files;
}

std::vector<FileChange> file_changes(const Contents& before, const Contents& after, bool compares_facts) {
  const auto old_ones = by_path(before);
  const auto new_ones = by_path(after);
  std::vector<FileChange> changes;
  for (const auto& [path, file] : old_ones) {
    const auto counterpart = new_ones.find(path);
    if (counterpart == new_ones.end()) {
      changes.push_back({.path = std::string(path), .before = facts_of(before, *file), .after = {}});
      continue;
    }
    if (!compares_facts) continue;
    FileFacts was = facts_of(before, *file);
    FileFacts is = facts_of(after, *counterpart->second);
    const bool other_content = has_other_content(*file, *counterpart->second);
    // The size of a folder means nothing.
    if (!file->is_regular() && !counterpart->second->is_regular()) was.size = is.size = 0;
    if (!other_content && was == is) continue;
    changes.push_back(
        {.path = std::string(path), .before = was, .after = is, .has_other_content = other_content});
  }
  for (const auto& [path, file] : new_ones)
    if (!old_ones.contains(path))
      changes.push_back({.path = std::string(path), .before = {}, .after = facts_of(after, *file)});
  std::ranges::sort(changes, {}, &FileChange::path);
  return changes;
}

std::vector<ScriptletChange> scriptlet_changes(const Contents& before, const Contents& after) {
  std::vector<ScriptletChange> changes;
  const auto find = [](const Contents& in, const std::string& kind) {
    return std::ranges::find(in.scriptlets, kind, &rpm::Scriptlet::kind);
  };
  for (const auto& scriptlet : before.scriptlets) {
    const auto now = find(after, scriptlet.kind);
    if (now == after.scriptlets.end())
      changes.push_back({.before = scriptlet, .after = {}});
    else if (!(scriptlet == *now))
      changes.push_back({.before = scriptlet, .after = *now});
  }
  for (const auto& scriptlet : after.scriptlets)
    if (find(before, scriptlet.kind) == before.scriptlets.end())
      changes.push_back({.before = {}, .after = scriptlet});
  return changes;
}

std::optional<manifest::ChangedText> changed(const std::string& before, const std::string& after) {
  if (before == after) return std::nullopt;
  return manifest::ChangedText{before, after};
}

std::set<std::string> sonames_of(const rpm::Package& package) {
  std::set<std::string> sonames;
  for (const auto& provide : package.provides)
    if (is_soname(provide)) sonames.insert(provide);
  return sonames;
}

void compare_sonames(const rpm::Package& before, const rpm::Package& after, PackageDetails& details) {
  const auto old_ones = sonames_of(before);
  const auto new_ones = sonames_of(after);
  std::ranges::set_difference(old_ones, new_ones, std::back_inserter(details.sonames_lost));
  std::ranges::set_difference(new_ones, old_ones, std::back_inserter(details.sonames_gained));
}

// Of a package that is on one side only.
PackageDetails details_of_one(const inventory::Details& before, const inventory::Details& after) {
  static const Contents k_none;
  const Contents& was = before.contents ? *before.contents : k_none;
  const Contents& is = after.contents ? *after.contents : k_none;
  PackageDetails details;
  details.installed_size_before = was.package.installed_size;
  details.installed_size_after = is.package.installed_size;
  compare_sonames(was.package, is.package, details);
  const auto compared = [&](const auto& list) {
    return dependency_changes(was.package.*list, {}, is.package.*list, {});
  };
  details.provides = compared(&rpm::Package::provides);
  details.requires_ = compared(&rpm::Package::requires_);
  for (const auto& file : is.files)
    if (FileFacts facts = facts_of(is, file); !facts.special.empty())
      details.files.push_back({.path = file.path, .before = {}, .after = std::move(facts)});
  return details;
}

}  // namespace

PackageDetails details_of(const inventory::Details& before, const inventory::Details& after) {
  if (!before.contents || !after.contents) return details_of_one(before, after);
  const rpm::Package& was = before.contents->package;
  const rpm::Package& is = after.contents->package;
  PackageDetails details{.license = changed(was.license, is.license),
                         .vendor = changed(was.vendor, is.vendor),
                         .url = changed(was.url, is.url),
                         .summary = changed(was.summary, is.summary),
                         .installed_size_before = was.installed_size,
                         .installed_size_after = is.installed_size};
  const auto compared = [&](const auto& list) {
    return dependency_changes(was.*list, was.nevra.evr, is.*list, is.nevra.evr);
  };
  details.provides = compared(&rpm::Package::provides);
  details.requires_ = compared(&rpm::Package::requires_);
  details.conflicts = compared(&rpm::Package::conflicts);
  details.obsoletes = compared(&rpm::Package::obsoletes);
  details.recommends = compared(&rpm::Package::recommends);
  compare_sonames(was, is, details);
  const bool compares_facts = before.has_file_facts && after.has_file_facts;
  if (before.has_file_names && after.has_file_names)
    details.files = file_changes(*before.contents, *after.contents, compares_facts);
  else
    details.not_compared.emplace_back("files");
  if (!compares_facts) details.not_compared.emplace_back("permissions");
  if (before.has_scriptlets && after.has_scriptlets)
    details.scriptlets = scriptlet_changes(*before.contents, *after.contents);
  else
    details.not_compared.emplace_back("scriptlets");
  return details;
}

}  // namespace rpmworks::changes
