// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/revision.hpp"

#include <fmt/format.h>

#include "spec/text.hpp"
#include "srpm/changes.hpp"
#include "srpm/versioning.hpp"

namespace rpmworks::srpm {

namespace {

using config::Recipe;

std::string dist_of(const Request& request) {
  const auto dist = request.macros.find("dist");
  return dist == request.macros.end() ? "" : dist->second;
}

bool is_snapshot(const RevisionInput& what) {
  return what.request.recipe.snapshot && !what.history.is_tagged;
}

// The EVR at the release; if its spec does not parse, computed from this spec.
Neighbour neighbour(const RevisionInput& what, const ReleaseTag& release,
                    const std::optional<rpm::Evr>& known) {
  rpm::Evr evr = what.info.evr;
  evr.version = release.version.str();
  return {release.tag.name, known.value_or(evr)};
}

std::string before_releases(const std::vector<Neighbour>& next) {
  std::string text;
  for (const auto& release : next) text += fmt::format(", before {} ({})", release.tag, release.evr.str());
  return text;
}

Version decide(const RevisionInput& what) {
  VersionInput facts{.spec = what.info.evr,
                     .dist = dist_of(what.request),
                     .client = what.request.client,
                     .from = what.request.recipe.version,
                     .snapshot = what.request.recipe.snapshot,
                     .commit = what.history.commit,
                     .history = what.history};
  if (!is_snapshot(what)) {
    if (what.history.tag && facts.from == Recipe::VersionFrom::tag)
      what.reporter.detail(
          fmt::format("{}: the version is that of {}", what.spec, what.history.tag->tag.name));
    return version_of(facts);
  }
  if (what.history.tag) facts.before = what.evr_at(*what.history.tag);
  Version version = version_of(facts);
  std::optional<Neighbour> before;
  if (what.history.tag) before = neighbour(what, *what.history.tag, facts.before);
  std::vector<Neighbour> next;
  for (const auto& release : what.history.next)
    next.push_back(neighbour(what, release, what.evr_at(release)));
  check_order(version.evr, before, next);
  what.reporter.detail(
      fmt::format("{}: {} is {} {} after {}{}", what.spec, version.evr.str(), what.history.commits,
                  what.history.commits == 1 ? "commit" : "commits",
                  before ? fmt::format("{} ({})", before->tag, before->evr.str()) : "the beginning",
                  before_releases(next)));
  return version;
}

void warn_of_version(const RevisionInput& what, const Version& version) {
  const bool from_tag = what.request.recipe.version == Recipe::VersionFrom::tag;
  if (from_tag && !what.history.is_tagged && !what.request.recipe.snapshot)
    what.warn(
        fmt::format("{} is later than {} but gets the same version; use --snapshot to give it "
                    "its own",
                    what.history.commit.id.substr(0, 12), what.history.tag->tag.name));
  if (from_tag && what.history.tag && !what.history.tag->version.pre.empty()) {
    const TagVersion& tag = what.history.tag->version;
    const bool can_stay = tag.written.find('-') == std::string::npos;  // rpm allows no '-' in a version
    what.warn(fmt::format(
        "{} is treated as a pre-release: {} sorts before {}{}", what.history.tag->tag.name, version.evr.str(),
        tag.number, can_stay ? "; with {version:as-is} in tag-pattern it is " + tag.written : std::string()));
  }
  if (!version.version) return;
  if (const auto macro = spec::macro_of_value(what.text, "Version"))
    what.warn(
        fmt::format("{}: Version is now {}, but %{{{}}}, which the spec also uses, is still {}: write "
                    "%{{version}} instead",
                    what.spec, *version.version, *macro, what.info.evr.version));
}

std::vector<Change> changes_for(const RevisionInput& what) {
  const Recipe& recipe = what.request.recipe;
  if (recipe.changelog == Recipe::Changelog::commit)
    return {change_naming(what.history.commit, what.history.ref)};
  if (recipe.changelog == Recipe::Changelog::spec) return {};
  std::vector<std::string> without;
  if (!what.history.since.empty()) without.push_back(what.history.since);
  auto commits = what.repository.log(what.history.commit.id, without);
  // For a package of one folder, skip changes outside of the folder.
  const std::string& subdir = what.request.subdir;
  if (!subdir.empty())
    std::erase_if(commits,
                  [&](const git::Commit& commit) { return !what.repository.changes_below(commit, subdir); });
  return changes_of(commits, recipe.changelog_skip);
}

}  // namespace

Revision revise_spec(const RevisionInput& what) {
  const Version version = decide(what);
  Revision revision{what.text, version.evr};
  if (version.version) revision.text = spec::with_tag(revision.text, "Version", *version.version, what.spec);
  if (version.release) revision.text = spec::with_tag(revision.text, "Release", *version.release, what.spec);
  warn_of_version(what, version);
  const auto changes = changes_for(what);
  if (changes.empty()) return revision;
  rpm::Evr shown = version.evr;
  shown.release = without_dist(shown.release, dist_of(what.request));
  revision.text =
      spec::with_changelog(revision.text, changelog_entries(changes, shown.str(), what.info.changelog_time));
  return revision;
}

}  // namespace rpmworks::srpm
