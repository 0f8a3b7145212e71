// SPDX-License-Identifier: GPL-3.0-or-later
#include "compose/commit_advisories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>

#include "compose/delta.hpp"
#include "compose/plan.hpp"
#include "core/error.hpp"
#include "core/text.hpp"
#include "releases/release_place.hpp"
#include "releases/releases.hpp"
#include "repodata/repodata.hpp"
#include "rpm/source_name.hpp"

namespace rpmworks::compose {

namespace {

using manifest::Manifest;
using repodata::Advisory;

constexpr size_t k_most_named = 5;

bool is_wanted(const config::Config& config) {
  return std::ranges::any_of(config.sections, [](const auto& section) { return section.metadata.trailers; });
}

std::set<std::string> ignored_commits(const config::Config& config) {
  std::set<std::string> ignored;
  for (const auto& section : config.sections)
    for (const auto& commit : section.metadata.ignored_commits) ignored.insert(*commit);
  return ignored;
}

std::string named(std::vector<std::string> names) {
  const size_t count = names.size();
  if (count > k_most_named) names.resize(k_most_named);
  return join(names, ", ") + (count > k_most_named ? fmt::format(" and {} more", count - k_most_named) : "");
}

// The release before, with the packages that a delta leaves out.
struct Before {
  fs::path folder;
  Manifest manifest;
  std::vector<manifest::Entry> packages;

  // The commits from which it made the source package.
  std::vector<std::string> commits_of(const std::string& source) const {
    std::set<std::string> commits;
    for (const auto& entry : packages) {
      const auto* const git = entry.origin.git();
      if (git && (entry.nevra.is_source() ? entry.nevra.name : rpm::source_name(entry.source_rpm)) == source)
        commits.insert(git->commit);
    }
    return {commits.begin(), commits.end()};
  }
  bool has_source(const std::string& source) const {
    return std::ranges::any_of(packages, [&](const auto& entry) {
      return !entry.origin.upstream() &&
             (entry.nevra.is_source() ? entry.nevra.name == source
                                      : rpm::source_name(entry.source_rpm) == source);
    });
  }
};

std::optional<Before> release_before(const Inputs& inputs, const Environment& environment) {
  const store::Workspace& workspace = environment.workspace;
  const auto names = releases::releases_before(inputs.release, workspace);
  for (const auto& name : std::views::reverse(names)) {
    Before before{.folder = workspace.releases() / name, .manifest = {}, .packages = {}};
    with_context("reading the advisories of the release before",
                 [&] { before.manifest = releases::read_manifest(before.folder); });
    if (before.manifest.product != environment.config.product) continue;
    before.packages = before.manifest.packages;
    if (before.manifest.delta_from)
      for (auto& entry :
           delta_from(before.manifest.delta_from->release, environment.config.product, workspace).packages)
        before.packages.push_back(std::move(entry));
    return before;
  }
  return std::nullopt;
}

// Lists what could not be read: the reasons with their packages.
class Unread {
 public:
  void add(const std::string& why, const std::string& package) { m_packages[why].push_back(package); }
  void tell(Reporter& reporter) const {
    for (const auto& [why, packages] : m_packages)
      reporter.warning(fmt::format("no advisories from commits of {}, because {}", named(packages), why));
  }

 private:
  std::map<std::string, std::vector<std::string>> m_packages;
};

std::vector<SourceCommits> new_commits(const Inputs& inputs, const Environment& environment,
                                       const Before& before) {
  std::vector<SourceCommits> all;
  std::set<std::pair<std::string, std::string>> known;
  Unread unread;
  for (const auto& srpm : inputs.srpms) {
    const std::string& name = srpm.nevra.name;
    if (!known.emplace(name, srpm.commit + srpm.sha256).second || !before.has_source(name)) continue;
    if (srpm.git_url.empty()) {
      unread.add("their source packages are files, not git repositories", name);
      continue;
    }
    const auto since = before.commits_of(name);
    if (since.empty()) {
      unread.add(
          fmt::format("the release {} has them from source packages that are files", before.manifest.release),
          name);
      continue;
    }
    if (std::ranges::count(since, srpm.commit) > 0) continue;
    SourceHistory history = inputs.history(srpm, since);
    if (!history.unknown.empty())
      unread.add(history.unknown, name);
    else
      all.push_back({.package = name,
                     .url = shown_url(srpm.git_url, environment.config),
                     .commits = std::move(history.commits)});
  }
  unread.tell(environment.reporter);
  return all;
}

std::vector<std::string> commits_in(const Advisory& advisory) {
  std::vector<std::string> commits;
  for (const auto& reference : advisory.references)
    if (reference.type == k_commit_reference) commits.push_back(reference.id);
  return commits;
}

// Advisories of commits that the release before has. Its advisories from files are in the files of today.
std::map<std::string, std::vector<Advisory>> carried_from(const Before& before,
                                                          const std::set<std::string>& ignored,
                                                          const std::set<std::string>& reverted,
                                                          const Environment& environment) {
  std::map<std::string, std::vector<Advisory>> carried;
  std::set<std::string> told;
  for (const auto& section : before.manifest.sections) {
    if (section.is_from_vendor()) continue;  // a vendor's packages
    for (const auto& extra : repodata::read_extras(before.folder / section.path)) {
      if (extra.type != "updateinfo") continue;
      for (auto& advisory : repodata::read_updateinfo(extra.bytes, environment.workspace.tmp())) {
        const auto commits = commits_in(advisory);
        if (commits.empty()) continue;
        const auto is_void = [&](const std::string& commit) {
          return ignored.contains(commit) ||
                 std::ranges::any_of(reverted, [&](const auto& other) { return commit.starts_with(other); });
        };
        if (const auto at = std::ranges::find_if(commits, is_void); at != commits.end()) {
          if (told.insert(advisory.id).second)
            environment.reporter.warning(
                fmt::format("the advisory {} of the release {} is left out, because its commit {} {}",
                            advisory.id, before.manifest.release, at->substr(0, 12),
                            ignored.contains(*at) ? "is in `ignore`" : "was reverted"));
          continue;
        }
        carried[section.target].push_back(std::move(advisory));
      }
    }
  }
  return carried;
}

void add_package(Advisory& advisory, const repodata::AdvisedPackage& package) {
  const auto at = std::ranges::find_if(advisory.packages, [&](const auto& other) {
    return other.nevra.name == package.nevra.name && other.nevra.arch == package.nevra.arch;
  });
  if (at == advisory.packages.end())
    advisory.packages.push_back(package);
  else if (at->nevra.evr < package.nevra.evr)
    *at = package;  // the update is complete only in this version
}

// Adds what a later release says about the same advisory.
void merge(Advisory& advisory, const Advisory& later) {
  if (advisory.id.empty()) {
    advisory = later;
    return;
  }
  if (later.type != "bugfix") advisory.type = later.type;  // the default, which a follow-up may leave out
  if (!later.severity.empty()) advisory.severity = later.severity;
  advisory.issued = std::min(advisory.issued, later.issued);
  advisory.updated = std::max(advisory.updated, later.updated);
  if (!later.description.empty() && advisory.description.find(later.description) == std::string::npos)
    advisory.description += (advisory.description.empty() ? "" : "\n\n") + later.description;
  for (const auto& reference : later.references) {
    const auto is_same = [&](const auto& other) {
      return other.type == reference.type && other.id == reference.id;
    };
    if (std::ranges::none_of(advisory.references, is_same)) advisory.references.push_back(reference);
  }
  for (const auto& package : later.packages) add_package(advisory, package);
}

}  // namespace

CommitAdvisories commit_advisories(const Inputs& inputs, const Environment& environment) {
  if (!is_wanted(environment.config) || !inputs.history) return {};
  const auto before = release_before(inputs, environment);
  if (!before) return {};
  const auto ignored = ignored_commits(environment.config);
  FromCommits found =
      advisories_in(new_commits(inputs, environment, *before), ignored, environment.config.product);
  for (const auto& note : found.notes) environment.reporter.note(note);
  return {.made = std::move(found.advisories),
          .carried = carried_from(*before, ignored, found.reverted, environment)};
}

void require_valid_trailers(const Inputs& inputs, const Environment& environment) {
  commit_advisories(inputs, {.config = environment.config,
                             .targets = environment.targets,
                             .workspace = environment.workspace,
                             .store = environment.store,
                             .reporter = Reporter::silent()});
}

std::vector<Advisory> advisories_for(const CommitAdvisories& all, const std::string& target,
                                     const std::vector<SectionPackage>& packages) {
  std::map<std::string, Advisory> by_id;
  if (const auto carried = all.carried.find(target); carried != all.carried.end())
    for (const Advisory& before : carried->second) {
      Advisory advisory = before;
      std::erase_if(advisory.packages, [&](const repodata::AdvisedPackage& advised) {
        return std::ranges::none_of(packages, [&](const SectionPackage& package) {
          return package.nevra.name == advised.nevra.name && package.nevra.arch == advised.nevra.arch &&
                 advised.nevra.evr <= package.nevra.evr;
        });
      });
      if (!advisory.packages.empty()) merge(by_id[advisory.id], advisory);
    }
  for (const CommitAdvisory& one : all.made) {
    Advisory advisory = one.advisory;
    for (const auto& package : packages)
      if (one.sources.contains(rpm::source_name(package.source_rpm)))
        add_package(advisory, {.nevra = package.nevra, .source = package.source_rpm});
    if (!advisory.packages.empty()) merge(by_id[advisory.id], advisory);
  }
  std::vector<Advisory> advisories;
  for (auto& [id, advisory] : by_id) advisories.push_back(std::move(advisory));
  return advisories;
}

}  // namespace rpmworks::compose
