// SPDX-License-Identifier: GPL-3.0-or-later
#include "releases/prune.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "core/error.hpp"
#include "core/error_line.hpp"
#include "core/text.hpp"
#include "manifest/manifest.hpp"
#include "releases/hidden_folders.hpp"
#include "releases/releases.hpp"
#include "releases/releases_page.hpp"

namespace rpmworks::releases {

namespace {

// A download may still be in progress when the metadata of its client expires.
constexpr std::chrono::seconds k_margin = std::chrono::hours(1);
constexpr std::string_view k_pruned_prefix = ".rpmworks-pruned-";

// When a release was made in this workspace, or copied into it.
int64_t made_at(const fs::path& folder) {
  struct stat info {};
  return ::stat((folder / "manifest.json").c_str(), &info) == 0 ? info.st_mtim.tv_sec : 0;
}

class PrunePlanner {
 public:
  PrunePlanner(const store::Workspace& workspace, const Publishing& publishing, const PruneRules& rules)
      : m_workspace(workspace),
        m_publishing(publishing),
        m_rules(rules),
        m_names(releases(workspace)),
        m_published(published(workspace)),
        m_unfinished(unfinished_publication(workspace)),
        m_last(last_published(publications(workspace), publishing.now)) {
    std::erase_if(m_last,
                  [&](const LastPublished& one) { return std::ranges::count(m_names, one.release) == 0; });
  }

  PruneItem judge(size_t index) const {
    const std::string& release = m_names[index];
    if (std::string why = why_needed(release); !why.empty())
      return {.release = release, .reason = std::move(why)};
    std::vector<std::string> reasons;
    if (m_rules.keep) {
      if (m_names.size() - index <= *m_rules.keep)
        return {.release = release, .reason = fmt::format("one of the {} newest releases", *m_rules.keep)};
      reasons.push_back(fmt::format("not one of the {} newest releases", *m_rules.keep));
    }
    const auto* const last = last_of(release);
    const int64_t since = last ? last->until : made_at(m_workspace.releases() / release);
    const std::string when = fmt::format("{} {}", last ? "published until" : "never published, made on",
                                         manifest::iso_time(since));
    if (m_rules.older_than && since + m_rules.older_than->count() > m_publishing.now)
      return {.release = release, .reason = when};
    reasons.push_back(when);
    return {.release = release, .removed = true, .reason = join(reasons, "; ")};
  }

  size_t count() const { return m_names.size(); }

 private:
  const LastPublished* last_of(const std::string& release) const {
    const auto found = std::ranges::find(m_last, release, &LastPublished::release);
    return found == m_last.end() ? nullptr : &*found;
  }

  // Why a release must not be removed, whatever the rules say; empty if it may be.
  std::string why_needed(const std::string& release) const {
    if (release == m_published) return "published";
    if (release == m_unfinished) return "its publication was interrupted: publish it, or roll back";
    if (const auto needed = m_rules.needed.find(release); needed != m_rules.needed.end())
      return needed->second;
    if (m_last.size() > 1 && m_last[1].release == release) return "published before the present one";
    const auto* const last = last_of(release);
    if (!last) return "";
    const int64_t until =
        last->until + std::max(m_publishing.metadata_expire, last->expire).count() + k_margin.count();
    if (until <= m_publishing.now) return "";
    return fmt::format("clients may have its metadata until {}", manifest::iso_time(until));
  }

  const store::Workspace& m_workspace;
  const Publishing& m_publishing;
  const PruneRules& m_rules;
  std::vector<std::string> m_names;
  std::string m_published;
  std::string m_unfinished;
  std::vector<LastPublished> m_last;
};

// The files that publishing copies from a release to the top of releases/. Nothing if the release is damaged.
std::optional<std::set<std::string>> top_files(const PruneItem& item, const store::Workspace& workspace,
                                               std::vector<std::string>& warnings) {
  try {
    const ReleaseFacts facts = facts_of(item.release, workspace);
    std::set<std::string> files(facts.keys.begin(), facts.keys.end());
    files.insert(facts.repo_files.begin(), facts.repo_files.end());
    return files;
  } catch (const Error& error) {
    const std::string why = in_one_line(error);
    warnings.push_back(
        item.removed
            ? fmt::format("the keys and .repo files of the release {} stay, because it cannot be read: {}",
                          item.release, why)
            : fmt::format(
                  "no keys and .repo files are removed, because the release {} cannot be read and may "
                  "need them: {}",
                  item.release, why));
    return std::nullopt;
  }
}

std::vector<std::string> files_to_remove(PrunePlan& plan, const store::Workspace& workspace) {
  std::set<std::string> files;
  for (const auto& item : plan.items)
    if (item.removed)
      if (auto of_item = top_files(item, workspace, plan.warnings)) files.merge(*of_item);
  if (files.empty()) return {};
  for (const auto& item : plan.items) {
    if (item.removed) continue;
    const auto needed = top_files(item, workspace, plan.warnings);
    if (!needed) return {};
    for (const auto& file : *needed) files.erase(file);
  }
  std::vector<std::string> existing;
  for (const auto& file : files)
    if (is_there(workspace.releases() / file)) existing.push_back(file);
  return existing;
}

// A delta holds only what another release lacks, which may be a delta itself.
void keep_bases_of_deltas(PrunePlan& plan, const store::Workspace& workspace) {
  std::map<std::string, std::string> bases;  // by delta
  for (const auto& item : plan.items) {
    try {
      const ReleaseFacts facts = facts_of(item.release, workspace);
      if (!facts.delta_from.empty()) bases[item.release] = facts.delta_from;
    } catch (const Error& error) {
      if (!item.removed)
        plan.warnings.push_back(
            fmt::format("whether the release {} is a delta of one that is removed is not known, because it "
                        "cannot be read: {}",
                        item.release, in_one_line(error)));
    }
  }
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [delta, base] : bases) {
      const auto of_delta = std::ranges::find(plan.items, delta, &PruneItem::release);
      const auto of_base = std::ranges::find(plan.items, base, &PruneItem::release);
      if (of_delta->removed || of_base == plan.items.end() || !of_base->removed) continue;
      *of_base = {.release = base, .reason = fmt::format("the release {} is a delta of it", delta)};
      changed = true;
    }
  }
}

// The gate `withdrawn` knows what was withdrawn only from the releases that exist.
void report_forgotten(PrunePlan& plan, const store::Workspace& workspace) {
  std::set<std::string> kept;
  std::map<std::string, std::vector<std::string>> forgotten;  // by release that is removed
  for (const auto& item : plan.items) {
    try {
      for (const auto& one : facts_of(item.release, workspace).withdrawn)
        if (item.removed)
          forgotten[item.release].push_back(one.nevra);
        else
          kept.insert(one.nevra);
    } catch (const Error& error) {
      if (item.removed)
        plan.warnings.push_back(fmt::format(
            "which packages were withdrawn for the release {} is not known, because it cannot be read: {}",
            item.release, in_one_line(error)));
    }
  }
  for (auto& [release, packages] : forgotten) {
    std::erase_if(packages, [&](const std::string& nevra) { return kept.contains(nevra); });
    if (!packages.empty())
      plan.warnings.push_back(
          fmt::format("only the release {} records that {} {} withdrawn: when it is removed, the gate "
                      "`withdrawn` does not "
                      "know it any more (`release.keep` keeps the release)",
                      release, join(packages, ", "), packages.size() == 1 ? "was" : "were"));
  }
}

}  // namespace

std::vector<std::string> PrunePlan::removed() const {
  std::vector<std::string> names;
  for (const auto& item : items)
    if (item.removed) names.push_back(item.release);
  return names;
}

PrunePlan plan_prune(const store::Workspace& workspace, const Publishing& publishing,
                     const PruneRules& rules) {
  const PrunePlanner planner(workspace, publishing, rules);
  PrunePlan plan;
  for (size_t i = 0; i < planner.count(); ++i) plan.items.push_back(planner.judge(i));
  keep_bases_of_deltas(plan, workspace);
  report_forgotten(plan, workspace);
  plan.files = files_to_remove(plan, workspace);
  return plan;
}

DiskUsage usage_of_removed(const PrunePlan& plan, const store::Workspace& workspace, unsigned jobs) {
  std::vector<fs::path> folders;
  std::set<fs::path> removed;
  for (const auto& item : plan.items) {
    folders.push_back(workspace.releases() / item.release);
    if (item.removed) removed.insert(folders.back());
  }
  return FilesOnDisk(folders, jobs).together(removed);
}

void prune(const PrunePlan& plan, const store::Workspace& workspace, const Publishing& publishing,
           Reporter& reporter) {
  const auto names = plan.removed();
  HiddenFolders hidden(workspace);
  // A release that is removed must not be in a mirror list any more. Nor may a run that is killed here have
  // removed a part of it.
  if (const std::string now = published(workspace); !now.empty() && !names.empty())
    PublicationPlan(now, workspace, publishing, Reporter::silent(), names).publish();
  for (const auto& name : names) {
    Activity removing(reporter, "removing", name);
    hidden.adopt(name, std::string(k_pruned_prefix) + name);
    for (const char* suffix : {".json", ".facts.json", ".verified.json"})
      remove_tree(workspace.state() / "releases" / (name + suffix));
  }
  for (const auto& file : plan.files) remove_tree(workspace.releases() / file);
  hidden.keep_only({folder_of_mirror_lists(workspace.releases())});
  if (!names.empty()) write_releases_page(workspace, reporter);
}

}  // namespace rpmworks::releases
