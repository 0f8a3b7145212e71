// SPDX-License-Identifier: GPL-3.0-or-later
#include "srpm/release_history.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "git/tree_files.hpp"
#include "spec/text.hpp"
#include "srpm/spec_finder.hpp"

namespace rpmworks::srpm {

namespace {

using config::Recipe;

// The names that tags may use for the package: from repos.yaml, from the spec, and the spec's file name.
std::vector<std::string> names_of(const git::Repository& repository, const git::Commit& commit,
                                  const Request& request) {
  std::vector<std::string> names;
  if (!request.name.empty()) names.push_back(request.name);
  const git::TreeFiles tree(repository, commit);
  const std::string spec = choose_spec(tree, request);
  const std::string file = git::last_name(spec);
  names.push_back(file.substr(0, file.rfind(".spec")));
  const auto found = tree.find(spec);
  const std::string text = found ? tree.read(*found) : "";
  for (const auto& line : spec::find_tag(text, "Name"))
    if (line.value.find('%') == std::string::npos) names.push_back(line.value);
  return names;
}

std::vector<git::Repository::Tag> plain(const std::vector<ReleaseTag>& releases) {
  std::vector<git::Repository::Tag> tags;
  for (const auto& release : releases) tags.push_back(release.tag);
  return tags;
}

const ReleaseTag& release_of(const std::vector<ReleaseTag>& releases, const git::Repository::Tag& tag) {
  return *std::find_if(releases.begin(), releases.end(),
                       [&](const ReleaseTag& release) { return release.tag.commit == tag.commit; });
}

// The commit of the nearest earlier release.
std::string previous(const git::Repository& repository, const git::Commit& commit,
                     const ReleaseHistory& history, std::vector<git::Repository::Tag> tags) {
  if (!history.tag) return {};
  if (!history.is_tagged) return history.tag->tag.commit;
  std::erase_if(tags, [&](const git::Repository::Tag& tag) { return tag.commit == commit.id; });
  const auto before = repository.nearest_tag(commit.id, tags);
  return before ? before->commit : "";
}

// For a folder that `commit` changed last: the release nearest to the requested commit that contains that
// change. The commits between the two did not change the folder.
std::optional<git::Repository::Tag> release_since(const git::Repository& repository,
                                                  const git::Commit& commit, const git::Commit& asked,
                                                  const std::string& folder,
                                                  const std::vector<git::Repository::Tag>& tags) {
  if (commit.id == asked.id) return std::nullopt;
  auto nearest = repository.nearest_tag(asked.id, tags);
  const bool has_it = nearest && repository.is_ancestor(commit.id, nearest->commit) &&
                      repository.are_same_at(nearest->commit, asked.id, {folder});
  return has_it ? nearest : std::nullopt;
}

std::string hint_for_tags(const std::vector<git::Repository::Tag>& tags, bool has_releases,
                          const Request& request) {
  if (tags.empty())
    return "the repository has no tags: fetch them with git fetch --tags, or create one: git tag v1.0";
  if (has_releases)
    return "the release tags are not in this commit's history: name a later commit, or use --snapshot, which "
           "needs no tag";
  const std::string forms =
      request.recipe.tag_pattern.empty() ? "v1.0, 1.0 or NAME-1.0" : request.recipe.tag_pattern;
  const auto pattern = pattern_of(tags);
  if (pattern && *pattern != request.recipe.tag_pattern)
    return fmt::format("release tags look like {}; the tags of this repository match --tag-pattern '{}'",
                       forms, *pattern);
  return fmt::format(
      "release tags look like {}; set tag-pattern for another form, or use --snapshot, which needs no tag",
      forms);
}

Error no_tag(const git::Commit& commit, const Request& request, const std::vector<git::Repository::Tag>& tags,
             bool has_releases) {
  return Error(ExitCode::invalid,
               fmt::format("the version must come from a tag, but there is no release tag at or before {}",
                           commit.id.substr(0, 12)))
      .hint(hint_for_tags(tags, has_releases, request));
}

}  // namespace

void ReleaseHistory::add_to(Digest& digest) const {
  const auto add = [&](const ReleaseTag& release) {
    digest.field(release.tag.name).field(release.tag.commit).field(release.version.str());
  };
  digest.field(tag ? "tag" : "");
  if (tag) add(*tag);
  digest.field(std::to_string(commits)).field(std::to_string(next.size()));
  for (const auto& release : next) add(release);
  digest.field(since).field(ref);
  digest.field(upstream ? upstream->id : "").field(upstream ? upstream->tag : "");
}

ReleaseHistory release_history_of(const git::Repository& repository, const git::Commit& commit,
                                  const Request& request, const git::Commit& asked) {
  const Recipe& recipe = request.recipe;
  ReleaseHistory history{.commit = request.dirty ? repository.resolve("") : commit};
  const git::Commit& known = history.commit;
  if (!recipe.upstream.empty()) {
    if (request.dirty)
      throw Error(
          ExitCode::usage,
          "with an upstream tag every commit becomes a patch, but --dirty packages uncommitted changes")
          .hint("commit the changes, or remove --dirty or --upstream");
    history.upstream = repository.resolve(recipe.upstream);
  }
  // The last change of a folder has no ref: a later tag must not change the package's changelog.
  if (recipe.changelog == Recipe::Changelog::commit && request.subdir.empty())
    history.ref = commit.tag.empty() ? request.ref : commit.tag;
  const bool from_tag = recipe.version == Recipe::VersionFrom::tag;
  const bool from_commits = recipe.changelog == Recipe::Changelog::commits;
  if (!from_tag && !recipe.snapshot && !from_commits) return history;

  const auto all = repository.tags();
  const auto releases =
      release_tags(all, recipe.tag_pattern, names_of(repository, commit, request), asked.tag);
  const auto tags = plain(releases);
  if (const auto nearest = repository.nearest_tag(known.id, tags)) {
    history.tag = release_of(releases, *nearest);
    history.is_tagged = nearest->commit == known.id;
  }
  if (from_commits) history.since = previous(repository, known, history, tags);
  if (const auto later = release_since(repository, known, asked, request.subdir, tags)) {
    history.tag = release_of(releases, *later);
    history.is_tagged = true;
  }
  if (from_tag && !history.tag && !recipe.snapshot) throw no_tag(asked, request, all, !releases.empty());
  if (!recipe.snapshot || history.is_tagged) return history;
  history.commits = repository.count(
      known.id, history.tag ? std::vector{history.tag->tag.commit} : std::vector<std::string>{});
  for (const auto& tag : repository.next_tags(known.id, tags))
    history.next.push_back(release_of(releases, tag));
  return history;
}

}  // namespace rpmworks::srpm
