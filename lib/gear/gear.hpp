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

/// A source file that a GEAR rule produces.
struct Source {
  /// The archive of a folder of a commit; not set if the source is `content`.
  struct Tree {
    git::Commit commit;
    std::string subdir;
    std::string prefix;
    std::vector<std::string> exclude;
  };
  archive::Compression compression = archive::Compression::none;
  std::optional<Tree> tree;
  std::function<std::string()>
      content;  ///< uncompressed; may be called while the repository and the tree live
};

/// The source files that the rules of a tree produce.
struct Sources {
  std::string rules;                      ///< path of the rules file
  std::map<std::string, Source> by_name;  ///< by file name
};

/// The rules for a recipe in the folder `subdir` of a tree: the first of .gear-rules and .gear/rules that is
/// not empty. They name the spec. Throws Error(invalid) if the rules are invalid, or if the recipe requires
/// rules and there are none.
std::optional<Rules> find_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                const std::string& subdir);

/// The rules that define the sources. Trivial rules are ignored unless the recipe requires rules: rpmworks
/// makes the same archive without them, whatever its name is.
std::optional<Rules> find_source_rules(const git::TreeFiles& tree, const config::Recipe& recipe,
                                       const std::string& subdir);

/// The files that `copy:` rules copy unchanged (not compressed, not renamed), by name. They are known before
/// the spec is parsed. `root` is the packaged folder.
std::map<std::string, git::TreeFiles::File> copied_files(const Rules& rules, const git::TreeFiles& tree,
                                                         const std::string& root);

/// Resolves everything that the rules name; the files are produced later. `tree` is that of the packaged
/// commit, `root` the packaged folder. Throws Error(invalid) at the rule that names something missing.
Sources resolve_sources(const Rules& rules, const git::TreeFiles& tree, const std::string& root,
                        const rpm::SpecInfo& info);

}  // namespace rpmworks::gear
