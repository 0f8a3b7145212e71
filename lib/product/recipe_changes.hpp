// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "config/config.hpp"

namespace rpmworks::product {

/// Overrides for the recipes in repos.yaml, which say how source packages are made. Empty members override
/// nothing. The members are those of config::Recipe.
struct RecipeChanges {
  bool snapshot = false;
  std::optional<config::Recipe::VersionFrom> version;
  std::string tag_pattern;
  std::string release;
  std::optional<config::Recipe::Changelog> changelog;
  std::optional<config::Recipe::Rules> gear;
  std::string upstream;
  bool no_submodules = false;

  void apply_to(config::Recipe& recipe) const {
    if (snapshot) recipe.snapshot = true;
    if (version) recipe.version = *version;
    if (!tag_pattern.empty()) recipe.tag_pattern = tag_pattern;
    if (!release.empty()) recipe.release = release;
    if (changelog) recipe.changelog = *changelog;
    if (gear) recipe.gear = *gear;
    if (!upstream.empty()) recipe.upstream = upstream;
    if (no_submodules) recipe.submodules = false;
  }
};

}  // namespace rpmworks::product
