// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe_options.hpp"

#include "core/error.hpp"

namespace rpmworks::cli {

namespace {

using config::Recipe;

// A rule of repos.yaml's for an option; the message goes to the one who typed it.
std::function<std::string(const std::string&)> rule(void (*require)(const std::string&, const std::string&)) {
  return [require](const std::string& text) -> std::string {
    try {
      require(text, "the value");
    } catch (const Error& error) {
      return std::string(error.what()) + ": " + error.hint();
    }
    return {};
  };
}

}  // namespace

product::RecipeChanges RecipeOptions::changes() const {
  product::RecipeChanges changes{.snapshot = snapshot,
                                 .tag_pattern = tag_pattern,
                                 .release = release,
                                 .upstream = upstream,
                                 .no_submodules = no_submodules};
  if (!version_from.empty())
    changes.version = version_from == "tag" ? Recipe::VersionFrom::tag : Recipe::VersionFrom::spec;
  if (gear || no_gear) changes.gear = gear ? Recipe::Rules::always : Recipe::Rules::never;
  if (!changelog.empty())
    changes.changelog = changelog == "commit"    ? Recipe::Changelog::commit
                        : changelog == "commits" ? Recipe::Changelog::commits
                                                 : Recipe::Changelog::spec;
  return changes;
}

void declare_recipe(OptionSet& set, RecipeOptions& options) {
  set.flag("--snapshot", options.snapshot,
           "a commit after a release gets a version of its own, between that and the next");
  set.add("--version-from", options.version_from, "what says the version (default: spec)")
      .one_of({"spec", "tag"})
      .value("spec|tag");
  set.add("--tag-pattern", options.tag_pattern, "how releases are tagged, as in rel-{version}")
      .checked(rule(config::require_tag_pattern))
      .value("PATTERN");
  set.add("--release", options.release, "stands in for the spec's Release; macros may be in it")
      .checked(rule(config::require_release))
      .value("REL");
  set.add("--changelog", options.changelog,
          "spec (as it is), commit (an entry that names it) or commits (since the last release)")
      .one_of({"spec", "commit", "commits"})
      .value("FROM");
  const Option gear = set.flag("--gear", options.gear,
                               "the sources are what the rules of GEAR make (.gear-rules, .gear/rules)");
  set.flag("--no-gear", options.no_gear,
           "rules of GEAR are passed over (default: they are followed where they "
           "say more than the tree in one archive)")
      .excludes(gear);
  set.add("--upstream", options.upstream,
          "the tag whose tree is the source; what was committed since becomes patches")
      .value("TAG");
  set.flag("--no-submodules", options.no_submodules,
           "leave the folders of submodules empty (default: their files go into the archive)");
}

}  // namespace rpmworks::cli
