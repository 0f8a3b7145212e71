// SPDX-License-Identifier: GPL-3.0-or-later
#include "changes/lines.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/printable.hpp"
#include "core/text.hpp"

namespace rpmworks::changes {

namespace {

constexpr size_t k_longest_line = 400;
constexpr size_t k_short_commit = 12;

using Texts = std::vector<std::string>;

void add_list(std::vector<Line>& lines, const std::string& what, Texts items, size_t limit,
              bool alarming = false) {
  if (items.empty()) return;
  lines.push_back({.is_alarming = alarming,
                   .text = fmt::format("{}: {}", what, items.size()),
                   .items = cut(std::move(items), limit)});
}

void add_changed(std::vector<Line>& lines, const char* what,
                 const std::optional<manifest::ChangedText>& change) {
  if (!change) return;
  const auto shown = [](const std::string& text) { return text.empty() ? "(none)" : one_line(text); };
  lines.push_back({.text = fmt::format("{}: {} → {}", what, shown(change->before), shown(change->after))});
}

void add_dependencies(std::vector<Line>& lines, const std::string& kind, const DependencyChanges& changes,
                      size_t limit) {
  add_list(lines, kind + " lost", changes.lost, limit);
  add_list(lines, kind + " gained", changes.gained, limit);
  Texts changed;
  for (const auto& [before, after] : changes.changed)
    changed.push_back(fmt::format("{} → {}", before, after));
  add_list(lines, kind + " changed", std::move(changed), limit);
}

std::string permissions_of(const FileFacts& facts) {
  constexpr unsigned k_permissions = 07777;
  return fmt::format("{:04o} {}", facts.mode & k_permissions, facts.owner);
}

// Changes of a file that say more than that its content differs.
std::string facts_text(const FileChange& file) {
  const FileFacts& was = *file.before;
  const FileFacts& is = *file.after;
  Texts parts;
  if (was.mode != is.mode || was.owner != is.owner)
    parts.push_back(fmt::format("{} → {}", permissions_of(was), permissions_of(is)));
  if (was.capability != is.capability)
    parts.push_back(fmt::format("capabilities {} → {}", was.capability.empty() ? "none" : was.capability,
                                is.capability.empty() ? "none" : is.capability));
  if (was.link != is.link) parts.push_back(fmt::format("link to {} → {}", was.link, is.link));
  if (was.is_config != is.is_config)
    parts.emplace_back(is.is_config ? "is now a configuration file" : "is no longer a configuration file");
  else if (was.is_noreplace != is.is_noreplace)
    parts.emplace_back(is.is_noreplace ? "is now noreplace" : "is no longer noreplace");
  if (was.is_ghost != is.is_ghost)
    parts.emplace_back(is.is_ghost ? "is now a ghost" : "is no longer a ghost");
  return join(parts, ", ");
}

// Links by build id come and go with each build.
bool is_build_id(const std::string& path) {
  return path.starts_with("/usr/lib/.build-id/") || path == "/usr/lib/.build-id";
}

void add_files(std::vector<Line>& lines, const std::vector<FileChange>& files, size_t limit) {
  Texts rights, config, added, removed, facts;
  size_t other_content = 0;
  for (const auto& file : files) {
    if (is_build_id(file.path)) continue;
    if (file.is_new_right()) rights.push_back(fmt::format("{} is {}", file.path, file.after->special));
    if (!file.before) {
      added.push_back(file.path);
      if (file.is_config()) config.push_back(file.path + " was added");
      continue;
    }
    if (!file.after) {
      removed.push_back(file.path);
      if (file.is_config()) config.push_back(file.path + " was removed");
      continue;
    }
    if (std::string text = facts_text(file); !text.empty())
      facts.push_back(fmt::format("{}: {}", file.path, text));
    if (file.has_other_content && file.is_config()) config.push_back(file.path + " has other content");
    if (file.has_other_content) ++other_content;
  }
  add_list(lines, "NEW SPECIAL PERMISSIONS", std::move(rights), limit, true);
  add_list(lines, "permissions, owners, links and kinds changed", std::move(facts), limit);
  add_list(lines, "configuration files", std::move(config), limit);
  add_list(lines, "files removed", std::move(removed), limit);
  add_list(lines, "files added", std::move(added), limit);
  if (other_content > 0)
    lines.push_back({.text = fmt::format("files with other content: {}", other_content)});
}

void add_scriptlets(std::vector<Line>& lines, const std::vector<ScriptletChange>& scriptlets, size_t limit) {
  Texts items;
  for (const auto& scriptlet : scriptlets)
    items.push_back(fmt::format("{} {}", scriptlet.kind(),
                                !scriptlet.before  ? "was added"
                                : !scriptlet.after ? "was removed"
                                                   : "changed"));
  add_list(lines, "scriptlets", std::move(items), limit);
}

// Of an added or removed package, its dependencies are no news.
void add_details(std::vector<Line>& lines, const PackageDetails& details, bool is_change, size_t limit) {
  add_list(lines, "SHARED LIBRARIES LOST", details.sonames_lost, limit, true);
  add_files(lines, details.files, limit);
  add_scriptlets(lines, details.scriptlets, limit);
  add_changed(lines, "licence", details.license);
  add_changed(lines, "vendor", details.vendor);
  add_changed(lines, "URL", details.url);
  if (is_change) add_dependencies(lines, "Provides", details.provides, limit);
  if (is_change) add_dependencies(lines, "Requires", details.requires_, limit);
  add_dependencies(lines, "Conflicts", details.conflicts, limit);
  add_dependencies(lines, "Obsoletes", details.obsoletes, limit);
  add_dependencies(lines, "Recommends", details.recommends, limit);
  add_list(lines, "shared libraries gained", details.sonames_gained, limit);
  if (!details.not_compared.empty())
    lines.push_back({.text = fmt::format("not compared, because one side does not know them: {}",
                                         join(details.not_compared, ", "))});
}

void add_commits(std::vector<Line>& lines, const CommitRange& range, size_t limit) {
  if (!range.unknown.empty()) {
    lines.push_back({.text = fmt::format("commits: {}..{} ({})", range.before.substr(0, k_short_commit),
                                         range.after.substr(0, k_short_commit), one_line(range.unknown))});
    return;
  }
  Texts items;
  for (const auto& commit : range.commits)
    items.push_back(fmt::format("{} {}", commit.id.substr(0, k_short_commit), commit.subject));
  add_list(lines, range.are_gone ? "commits that are gone" : "commits", std::move(items), limit);
}

std::string shown_name(const Side& side) {
  const std::string name = side.product.empty() ? side.release : side.product + " " + side.release;
  return one_line(name);
}

}  // namespace

Texts cut(Texts texts, size_t limit) {
  for (auto& text : texts) text = one_line(text);
  if (limit == 0 || texts.size() <= limit) return texts;
  const size_t more = texts.size() - limit;
  texts.resize(limit);
  texts.push_back(fmt::format("and {} more", more));
  return texts;
}

std::string one_line(const std::string& text) {
  std::string line = printable(text, k_longest_line);
  std::ranges::replace_if(
      line, [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return line;
}

std::string versions_of(const PackageChange& change) {
  if (!change.before || !change.after) return one_line(change.entry().nevra.evr.str());
  std::string was = change.before->nevra.evr.str();
  std::string is = change.after->nevra.evr.str();
  if (change.before->nevra.arch != change.after->nevra.arch) {
    was += "." + change.before->nevra.arch;
    is += "." + change.after->nevra.arch;
  }
  return one_line(was == is ? is : fmt::format("{} → {}", was, is));
}

std::string title_of(const Side& side) {
  const std::string name = shown_name(side);
  return name.empty() ? fmt::format("{} ({})", one_line(side.where), side.kind) : name;
}

std::string sizes_of(const PackageChange& change) {
  const uint64_t was = change.before ? change.before->size : 0;
  const uint64_t is = change.after ? change.after->size : 0;
  if (was == 0 && is == 0) return {};
  if (was == 0 || is == 0 || was == is) return human_bytes(std::max(was, is));
  return fmt::format("{} → {}", human_bytes(was), human_bytes(is));
}

std::string sections_of(const PackageChange& change) {
  if (!change.is_moved) return one_line(change.entry().section);
  return one_line(fmt::format("{} → {}", change.before->section, change.after->section));
}

std::vector<Line> lines_of(const PackageChange& change, size_t limit) {
  std::vector<Line> lines;
  add_changed(lines, "signed by", change.signer);
  if (change.details) add_details(lines, *change.details, change.before && change.after, limit);
  if (!change.unreadable.empty())
    lines.push_back({.text = fmt::format("not compared in detail: {}", one_line(change.unreadable))});
  if (change.commits) add_commits(lines, *change.commits, limit);
  std::ranges::stable_sort(lines, std::ranges::greater{}, &Line::is_alarming);
  return lines;
}

std::vector<Line> command_lines(const Changes& changes) {
  if (!changes.commands) return {};
  if (!changes.commands->unknown.empty())
    return {{.text = fmt::format("the commands for clients are not known: {}",
                                 one_line(changes.commands->unknown))}};
  std::vector<Line> lines;
  for (const auto& step : changes.commands->steps) {
    Texts about;
    for (const auto& text : step.about) about.push_back(one_line(text));
    Line line{.text = join(about, " "), .are_commands = !step.lines.empty()};
    // Whole, even if it is long: a part of a command would be another one.
    for (const auto& command : step.lines) line.items.push_back(printable(command));
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Line> upgrade_lines(const Changes& changes, size_t limit) {
  using Change = solve::UpgradeChange::Kind;
  if (!changes.upgrade) return {};
  const solve::SystemUpgrade& upgrade = *changes.upgrade;
  std::vector<Line> lines;
  const auto add = [&](Change kind, const char* what, bool alarming) {
    Texts items;
    for (const auto& change : upgrade.changes) {
      if (change.kind != kind) continue;
      items.push_back(change.before.name.empty() ? change.after.str()
                      : change.after.name.empty()
                          ? change.before.str()
                          : fmt::format("{} → {}", change.before.str(), change.after.str()));
    }
    add_list(lines, what, std::move(items), limit, alarming);
  };
  const char* const why = upgrade.is_possible ? "REFUSES WITHOUT --nobest, BECAUSE" : "REFUSES, BECAUSE";
  add_list(lines, why, upgrade.problems, limit, true);
  add(Change::removed, "REMOVES", true);
  add(Change::downgraded, "downgrades", false);
  add(Change::replaced, "replaces", false);
  add(Change::upgraded, "upgrades", false);
  add(Change::rebuilt, "reinstalls", false);
  add(Change::added, "installs", false);
  if (upgrade.changes.empty() && upgrade.is_possible) lines.push_back({.text = "changes nothing"});
  return lines;
}

std::vector<Line> lines_of(const Changes& changes, size_t limit) {
  std::vector<Line> lines;
  Texts lost;
  for (const auto& one : changes.lost)
    lost.push_back(
        fmt::format("{} (of {}) is required by {}", one.provide, one.package, join(one.needed_by, ", ")));
  add_list(lines, "LOST BUT STILL REQUIRED", std::move(lost), limit, true);
  const auto keys = [&](const char* what, const std::vector<manifest::KeyInfo>& list) {
    Texts items;
    for (const auto& key : list) items.push_back(fmt::format("{} ({})", key.user_id, key.fingerprint));
    add_list(lines, what, std::move(items), limit);
  };
  // Also by their manifests alone.
  const bool are_releases = !changes.before.release.empty() && !changes.after.release.empty();
  if (are_releases) {
    keys("keys added", changes.diff.keys.added);
    keys("keys removed", changes.diff.keys.removed);
    Texts sections;
    for (const auto& section : changes.diff.sections.added) sections.push_back(section.path + " was added");
    for (const auto& section : changes.diff.sections.removed)
      sections.push_back(section.path + " was removed");
    for (const auto& section : changes.diff.sections.changed)
      if (section.before.signer != section.after.signer)
        sections.push_back(fmt::format("{} has metadata signed by {} instead of {}", section.after.path,
                                       section.after.signer, section.before.signer));
    add_list(lines, "sections", std::move(sections), limit);
    Texts waivers;
    for (const auto& waiver : changes.diff.waivers.added)
      waivers.push_back(fmt::format("{}: {} ({})", waiver.gate, waiver.finding, waiver.reason));
    add_list(lines, "waivers added", std::move(waivers), limit);
  }
  if (changes.diff.product && !changes.before.product.empty() && !changes.after.product.empty())
    lines.push_back({.text = fmt::format("these are different products: {} and {}",
                                         one_line(changes.before.product), one_line(changes.after.product))});
  if (!changes.no_details.empty()) lines.push_back({.text = one_line(changes.no_details)});
  add_list(lines, "not compared, because one side does not know their digests", changes.not_compared, limit);
  return lines;
}

}  // namespace rpmworks::changes
