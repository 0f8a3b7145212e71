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

bool is_snapshot(const Revising& what) {
  return what.request.recipe.snapshot && !what.lineage.is_tagged;
}

// The release says what it says there; where no spec can be asked, this one's has to do.
Neighbour neighbour(const Revising& what, const ReleaseTag& release, const std::optional<rpm::Evr>& known) {
  rpm::Evr evr = what.info.evr;
  evr.version = release.version.str();
  return {release.tag.name, known.value_or(evr)};
}

std::string before_releases(const std::vector<Neighbour>& next) {
  std::string text;
  for (const auto& release : next) text += fmt::format(", before {} ({})", release.tag, release.evr.str());
  return text;
}

Version decide(const Revising& what) {
  VersionFacts facts{.spec = what.info.evr,
                     .dist = dist_of(what.request),
                     .client = what.request.client,
                     .from = what.request.recipe.version,
                     .snapshot = what.request.recipe.snapshot,
                     .commit = what.lineage.commit,
                     .lineage = what.lineage};
  if (!is_snapshot(what)) {
    if (what.lineage.tag && facts.from == Recipe::VersionFrom::tag)
      what.reporter.detail(
          fmt::format("{}: the version is that of {}", what.spec, what.lineage.tag->tag.name));
    return version_of(facts);
  }
  if (what.lineage.tag) facts.before = what.evr_at(*what.lineage.tag);
  Version version = version_of(facts);
  std::optional<Neighbour> before;
  if (what.lineage.tag) before = neighbour(what, *what.lineage.tag, facts.before);
  std::vector<Neighbour> next;
  for (const auto& release : what.lineage.next)
    next.push_back(neighbour(what, release, what.evr_at(release)));
  check_order(version.evr, before, next);
  what.reporter.detail(
      fmt::format("{}: {} is {} {} after {}{}", what.spec, version.evr.str(), what.lineage.commits,
                  what.lineage.commits == 1 ? "commit" : "commits",
                  before ? fmt::format("{} ({})", before->tag, before->evr.str()) : "the beginning",
                  before_releases(next)));
  return version;
}

void warn_of_version(const Revising& what, const Version& version) {
  const bool from_tag = what.request.recipe.version == Recipe::VersionFrom::tag;
  if (from_tag && !what.lineage.is_tagged && !what.request.recipe.snapshot)
    what.warn(
        fmt::format("{} is later than {}, and gets its version all the same; a snapshot (--snapshot) has "
                    "one of its own",
                    what.lineage.commit.id.substr(0, 12), what.lineage.tag->tag.name));
  if (from_tag && what.lineage.tag && !what.lineage.tag->version.pre.empty()) {
    const TagVersion& tag = what.lineage.tag->version;
    const bool can_stay = tag.written.find('-') == std::string::npos;  // rpm allows no '-' in a version
    what.warn(fmt::format(
        "{} is taken for a pre-release: {} sorts before {}{}", what.lineage.tag->tag.name, version.evr.str(),
        tag.number, can_stay ? "; with {version:as-is} in tag-pattern it is " + tag.written : std::string()));
  }
  if (!version.version) return;
  if (const auto macro = spec::macro_behind(what.text, "Version"))
    what.warn(
        fmt::format("{}: Version is {} now, and %{{{}}}, which the spec uses too, still says {}: write "
                    "%{{version}} instead",
                    what.spec, *version.version, *macro, what.info.evr.version));
}

std::vector<Change> changes_for(const Revising& what) {
  const Recipe& recipe = what.request.recipe;
  if (recipe.changelog == Recipe::Changelog::commit)
    return {change_naming(what.lineage.commit, what.lineage.ref)};
  if (recipe.changelog == Recipe::Changelog::spec) return {};
  std::vector<std::string> without;
  if (!what.lineage.since.empty()) without.push_back(what.lineage.since);
  auto commits = what.repository.log(what.lineage.commit.id, without);
  // Of a folder that is packaged for itself, the others' changes are not the package's.
  const std::string& subdir = what.request.subdir;
  if (!subdir.empty())
    std::erase_if(commits,
                  [&](const git::Commit& commit) { return !what.repository.changes_below(commit, subdir); });
  return changes_of(commits, recipe.changelog_skip);
}

}  // namespace

Revision revise_spec(const Revising& what) {
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
