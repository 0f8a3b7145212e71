// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "command.hpp"
#include "product/recipe_changes.hpp"

namespace rpmworks::cli {

/// What the command line says of how source packages are made; what it does not say stays as repos.yaml has
/// it.
struct RecipeOptions {
  bool snapshot = false;
  std::string version_from;
  std::string tag_pattern;
  std::string release;
  std::string changelog;
  bool gear = false;     ///< the rules of GEAR must be followed
  bool no_gear = false;  ///< they must not
  std::string upstream;
  bool no_submodules = false;

  product::RecipeChanges changes() const;
};

void declare_recipe(OptionSet& set, RecipeOptions& options);

}  // namespace rpmworks::cli
