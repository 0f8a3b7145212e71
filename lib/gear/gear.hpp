// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "config/config.hpp"
#include "gear/rules.hpp"
#include "git/tree_files.hpp"
#include "rpm/spec.hpp"

namespace rpmworks::gear {

/// A file that rules of GEAR make.
struct GearSource {
  /// The archive of a folder of a commit; none when it is `content`.
  struct Tree {
    git::Commit commit;
    std::string subdir;
    std::string prefix;
    std::vector<std::string> exclude;
  };
  archive::Compression compression = archive::Compression::none;
  std::optional<Tree> tree;
  std::function<std::string()> content;  ///< before it is compressed; for as long as what it is made of lives
};

/// What the rules of a tree make.
struct GearSources {
  std::string rules;                          ///< path of the rules
  std::map<std::string, GearSource> by_name;  ///< of the file
};

/// The rules in the folder `subdir` of a tree that a recipe follows: the first of .gear-rules and .gear/rules
/// that is not empty. They say what the spec is. Throws Error(invalid) for bad ones, and when there must be
/// some.
std::optional<GearRules> gear_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                    const std::string& subdir);

/// Likewise those that say what the sources are. Trivial ones do not unless they must: this program's own way
/// gives the same for any name of the archive.
std::optional<GearRules> gear_rules_of_sources(const git::TreeFiles& tree, const config::Recipe& recipe,
                                               const std::string& subdir);

/// What `copy:` takes of the tree, by name, of what is not compressed or renamed: it is known before the spec
/// is. `root` is the folder that is packaged.
std::map<std::string, git::TreeFiles::File> gear_copies(const GearRules& rules, const git::TreeFiles& tree,
                                                        const std::string& root);

/// Follows the rules: looks up all that they name, and makes nothing yet. Throws Error(invalid) at the rule
/// for what is not there.
GearSources gear_sources(const GearRules& rules, const git::Repository& repository, const git::Commit& commit,
                         const git::TreeFiles& tree, const std::string& root, const rpm::SpecInfo& info);

}  // namespace rpmworks::gear
