// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/error.hpp"
#include "product/package_choice.hpp"
#include "product/recipe_changes.hpp"
#include "product/session.hpp"
#include "product/work_tree.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::product {

/// How to make source packages. These options override repos.yaml.
struct SrpmOptions {
  std::string ref;     ///< overrides that of the packages; empty: no override, and HEAD for a folder
  std::string spec;    ///< path in the repository; overrides likewise
  std::string subdir;  ///< overrides likewise
  RecipeChanges recipe;
  DirtyTree dirty = DirtyTree::refuse;
  bool check = false;       ///< make each source package twice, and compare the bytes
  bool are_named = false;   ///< the user named the packages, so a package without a spec is an error
  bool keep_going = false;  ///< continue after errors, which are returned in Srpms::unmade
};

/// A package that cannot be made, and why.
struct Unmade {
  std::string name;  ///< the package, or the path of the spec if a folder is packaged
  Error error;
};

/// A submodule of a superproject that has no spec, and so is not a package.
struct Specless {
  std::string name;
  std::string submodule;  ///< its path in the superproject
  std::string why;
};

/// The result of making source packages, in the order of the request.
struct Srpms {
  std::vector<srpm::Srpm> made;
  std::vector<Unmade> unmade;  ///< with keep_going
  std::vector<Specless> specless;
};

/// Makes the source packages of packages of repos.yaml, several in parallel. Skips submodules of
/// superprojects without a spec, with a warning, unless they were named. If two packages make the same file,
/// both get an error. Without keep_going, throws all errors of packages as one Error. The caller must hold
/// the lock of the workspace.
Srpms srpms(Session& session, const Packages& packages, const config::Target& target,
            const SrpmOptions& options = {});

/// A folder of a git repository on this machine, and which of its specs to package.
struct Folder {
  fs::path path;
  srpm::SpecChoice specs;
};

/// Makes the source packages of a folder that need not be in repos.yaml. If repos.yaml has the folder of a
/// spec as the `subdir` of a package of this repository, the spec packages that folder. Otherwise as above.
Srpms srpms(Session& session, const Folder& folder, const config::Target& target,
            const SrpmOptions& options = {});

/// Reads a source package from a file.
srpm::Srpm srpm_of_file(Session& session, const fs::path& file, const config::Target& target);

/// Combines several errors into one. Its exit code is that of the worst error: trust, invalid, then others.
/// `count` is the number of packages that were tried.
Error all_of(std::vector<Error> errors, size_t count);

}  // namespace rpmworks::product
