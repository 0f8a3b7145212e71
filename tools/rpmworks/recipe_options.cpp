// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe_options.hpp"

#include "core/error.hpp"

namespace rpmworks::cli {

namespace {

using config::Recipe;

// Checks an option's value by a rule of repos.yaml; error messages call it "the value".
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
           "give a commit after a release its own version, between that release and the next");
  set.add("--version-from", options.version_from, "source of the version (default: spec)")
      .one_of({"spec", "tag"})
      .value("spec|tag");
  set.add("--tag-pattern", options.tag_pattern, "form of release tags, such as rel-{version}")
      .checked(rule(config::require_tag_pattern))
      .value("PATTERN");
  set.add("--release", options.release, "replace the spec's Release; may contain macros")
      .checked(rule(config::require_release))
      .value("REL");
  set.add("--changelog", options.changelog,
          "spec (unchanged), commit (add an entry that names it) or commits (add those since the last "
          "release)")
      .one_of({"spec", "commit", "commits"})
      .value("FROM");
  const Option gear =
      set.flag("--gear", options.gear, "make the sources by GEAR rules (.gear-rules, .gear/rules)");
  set.flag("--no-gear", options.no_gear,
           "ignore GEAR rules (default: follow them if they "
           "make more than one archive of the tree)")
      .excludes(gear);
  set.add("--upstream", options.upstream,
          "use the tree of this tag as the source, and later commits as patches")
      .value("TAG");
  set.flag("--no-submodules", options.no_submodules,
           "leave the folders of submodules empty (default: archive their files)");
}

}  // namespace rpmworks::cli
