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

/// How source packages are made where that is not as repos.yaml says.
struct SrpmOptions {
  std::string ref;     ///< stands in for the packages' own; empty: theirs, or HEAD of a folder
  std::string spec;    ///< path in the repository; likewise
  std::string subdir;  ///< likewise
  RecipeChanges recipe;
  DirtyTree dirty = DirtyTree::refuse;
  bool check = false;       ///< make each twice; the bytes must be the same
  bool are_named = false;   ///< the packages were named one by one: one without a spec is an error
  bool keep_going = false;  ///< make what can be made; what is wrong with the others is in Srpms::unmade
};

/// What cannot be made, and why.
struct Unmade {
  std::string name;  ///< of the package; of a folder's, the path of its spec
  Error error;
};

/// A submodule of a superproject that is no package, as it has no spec.
struct Specless {
  std::string name;
  std::string submodule;  ///< its path in the superproject
  std::string why;
};

/// What came of making source packages, in the order of what was asked for.
struct Srpms {
  std::vector<srpm::Srpm> made;
  std::vector<Unmade> unmade;  ///< with keep_going
  std::vector<Specless> specless;
};

/// The source packages of packages of repos.yaml, several at a time. Submodules of superprojects without a
/// spec are left out with a warning, unless they were named. Two packages that make the same file are wrong,
/// both. Without keep_going all that is wrong with any of them is thrown as one Error. The caller holds the
/// lock of the workspace.
Srpms srpms(Session& session, const Packages& packages, const config::Target& target,
            const SrpmOptions& options = {});

/// A folder of a git repository on this machine, and which specs in it are meant.
struct Folder {
  fs::path path;
  srpm::SpecChoice specs;
};

/// The source packages of a folder, with no word about them in repos.yaml. Yet a spec whose folder repos.yaml
/// has as the `subdir` of a package of this repository packages that folder. Otherwise as above.
Srpms srpms(Session& session, const Folder& folder, const config::Target& target,
            const SrpmOptions& options = {});

/// A source package that is there as a file.
srpm::Srpm srpm_of_file(Session& session, const fs::path& file, const config::Target& target);

/// Several errors as one that tells them all; its exit code is that of the worst: trust, invalid, then
/// others. `count` is how many were tried.
Error all_of(std::vector<Error> errors, size_t count);

}  // namespace rpmworks::product
