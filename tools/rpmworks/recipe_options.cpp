// SPDX-License-Identifier: GPL-3.0-or-later
#include "recipe_options.hpp"

#include <CLI/CLI.hpp>

#include "core/error.hpp"

namespace rpmworks::cli {

namespace {

using config::Recipe;

// A rule of repos.yaml's for an option; the message goes to the one who typed it.
CLI::Validator rule(void (*require)(const std::string&, const std::string&)) {
  return {[require](std::string& text) -> std::string {
            try {
              require(text, "the value");
            } catch (const Error& error) {
              return std::string(error.what()) + ": " + error.hint();
            }
            return {};
          },
          ""};
}

}  // namespace

void RecipeOptions::lay_over(Recipe& recipe) const {
  if (snapshot) recipe.snapshot = true;
  if (!version_from.empty())
    recipe.version = version_from == "tag" ? Recipe::VersionFrom::tag : Recipe::VersionFrom::spec;
  if (!tag_pattern.empty()) recipe.tag_pattern = tag_pattern;
  if (!release.empty()) recipe.release = release;
  if (gear || no_gear) recipe.gear = gear ? Recipe::Rules::always : Recipe::Rules::never;
  if (!upstream.empty()) recipe.upstream = upstream;
  if (no_submodules) recipe.submodules = false;
  if (changelog.empty()) return;
  recipe.changelog = changelog == "commit"    ? Recipe::Changelog::commit
                     : changelog == "commits" ? Recipe::Changelog::commits
                                              : Recipe::Changelog::spec;
}

void declare_recipe(CLI::App& app, RecipeOptions& options) {
  app.add_flag("--snapshot", options.snapshot,
               "a commit after a release gets a version of its own, between that and the next");
  app.add_option("--version-from", options.version_from, "what says the version (default: spec)")
      ->check(CLI::IsMember({"spec", "tag"}).description(""))
      ->type_name("spec|tag");
  app.add_option("--tag-pattern", options.tag_pattern, "how releases are tagged, as in rel-{version}")
      ->check(rule(config::require_tag_pattern))
      ->type_name("PATTERN");
  app.add_option("--release", options.release, "stands in for the spec's Release; macros may be in it")
      ->check(rule(config::require_release))
      ->type_name("REL");
  app.add_option("--changelog", options.changelog,
                 "spec (as it is), commit (an entry that names it) or commits (since the last release)")
      ->check(CLI::IsMember({"spec", "commit", "commits"}).description(""))
      ->type_name("FROM");
  auto* const gear = app.add_flag("--gear", options.gear,
                                  "the sources are what the rules of GEAR make (.gear-rules, .gear/rules)");
  app.add_flag("--no-gear", options.no_gear,
               "rules of GEAR are passed over (default: they are followed where they "
               "say more than the tree in one archive)")
      ->excludes(gear);
  app.add_option("--upstream", options.upstream,
                 "the tag whose tree is the source; what was committed since becomes patches")
      ->type_name("TAG");
  app.add_flag("--no-submodules", options.no_submodules,
               "leave the folders of submodules empty (default: their files go into the archive)");
}

}  // namespace rpmworks::cli
