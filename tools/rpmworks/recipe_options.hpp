// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "command.hpp"
#include "product/recipe_changes.hpp"

namespace rpmworks::cli {

/// Options for making source packages. An option that is not given keeps the value of repos.yaml.
struct RecipeOptions {
  bool snapshot = false;
  std::string version_from;
  std::string tag_pattern;
  std::string release;
  std::string changelog;
  bool gear = false;     ///< GEAR rules must be followed
  bool no_gear = false;  ///< GEAR rules must be ignored
  std::string upstream;
  bool no_submodules = false;

  product::RecipeChanges changes() const;
};

void declare_recipe(OptionSet& set, RecipeOptions& options);

}  // namespace rpmworks::cli
