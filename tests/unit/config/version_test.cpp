// SPDX-License-Identifier: GPL-3.0-or-later
// The keys of a package for its version, release and changelog.
#include <doctest/doctest.h>

#include "unit/config/support.hpp"

using namespace rpmworks;
using namespace rpmworks::config;

namespace {

Recipe recipe_of(const std::string& keys) {
  return parsed(k_head + "packages:\n  a: { git: x" + keys + " }\n").packages.at("a").recipe;
}

}  // namespace

TEST_CASE("versions and changelogs come from the spec unless a package says otherwise") {
  CHECK(recipe_of("") == Recipe{});
  CHECK(recipe_of(", version: spec, snapshot: false, changelog: spec") == Recipe{});
  CHECK(recipe_of(", version: tag, tag-pattern: 'rel-{version}', snapshot: true, release: '1%{?dist}'") ==
        Recipe{.version = Recipe::VersionFrom::tag,
               .tag_pattern = "rel-{version}",
               .snapshot = true,
               .release = "1%{?dist}"});
  CHECK(recipe_of(", changelog: commit") == Recipe{.changelog = Recipe::Changelog::commit});
  CHECK(recipe_of(", changelog: commits") == Recipe{.changelog = Recipe::Changelog::commits});
  CHECK(recipe_of(", changelog: { from: commits, skip: ['^chore', typo] }") ==
        Recipe{.changelog = Recipe::Changelog::commits, .changelog_skip = {"^chore", "typo"}});
}

TEST_CASE("bad input: versions and changelogs") {
  const auto with = [](const std::string& keys) {
    return k_head + "packages:\n  a: { git: x, " + keys + " }\n";
  };
  check_all({
      {with("version: tags"), "4:25: 'version' of package 'a' is 'tags'", "did you mean 'tag'?"},
      {with("tag-pattern: v"), "4:29: 'tag-pattern' of package 'a' is 'v'",
       "write the form of the tag with {version}, and {name} for the package name: v{version}"},
      {with("tag-pattern: '{version}-{version}'"),
       "4:29: 'tag-pattern' of package 'a' is '{version}-{version}'",
       "write the form of the tag with {version}, and {name} for the package name: v{version}"},
      {with("tag-pattern: 'v{version:_}'"), "4:29: 'tag-pattern' of package 'a' is 'v{version:_}'",
       "after {version: write pairs of characters, each replacing its first with its second ({version:_.} "
       "turns 4_0 into 4.0), or as-is"},
      {with("tag-pattern: 'v{version:}'"), "4:29: 'tag-pattern' of package 'a' is 'v{version:}'",
       "after {version: write pairs of characters, each replacing its first with its second ({version:_.} "
       "turns 4_0 into 4.0), or as-is"},
      {with("release: 1-2"), "4:25: 'release' of package 'a' is '1-2'",
       "a Release must not contain '-' or blanks: 1%{?dist}"},
      {with("snapshot: maybe"), "4:26: 'snapshot' of package 'a' is 'maybe'", "use one of: true, false"},
      {with("changelog: commi"), "4:27: 'changelog' of package 'a' is 'commi'", "did you mean 'commit'?"},
      {with("changelog: { skip: [x] }"), "4:16: 'from' is missing in 'changelog' of package 'a'",
       "write from: spec, commit or commits"},
      {with("changelog: { from: commit, skip: [x] }"),
       "4:43: 'skip' of 'changelog' of package 'a' is only valid with `from: commits`", "remove it"},
      {with("changelog: { from: commits, skip: ['('] }"),
       "4:51: '(' is not a valid regular expression: missing closing parenthesis at byte 2",
       "write a regular expression in Perl syntax for the subjects to skip: '^Merge '"},
  });
}
