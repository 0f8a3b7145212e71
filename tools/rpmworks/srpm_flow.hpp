// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "core/error.hpp"
#include "recipe_options.hpp"
#include "srpm/srpm.hpp"
#include "work_tree.hpp"

namespace rpmworks::cli {

using Packages = std::vector<const config::PackageSource*>;

/// The packages named, or all of those meant for the target. Throws Error(usage) with "did you mean" for a
/// name that is none, Error(invalid) for one that is not for the target.
Packages choose_packages(const config::Config& config, const config::Target& target,
                         const std::vector<std::string>& names);

/// Those of the packages that are another than at the ref `since` (srpm::packages_changed_since); all of them
/// when it is empty.
Packages only_changed(Context& context, Packages packages, const std::string& since);

/// Whether a package's source can be had: its repository (fetched when it is remote) has the ref, and that a
/// spec, which is not parsed; or its file is there. Gives what was found for a person; throws what stands in
/// the way.
std::string look_at_package(Context& context, const config::PackageSource& package);

/// What is asked of one git repository when it is packaged with no word about it in repos.yaml.
struct LooseRequest {
  std::string ref;
  std::string spec;
  std::string subdir;
  RecipeOptions recipe;
  DirtyTree dirty = DirtyTree::refuse;
  bool check = false;  ///< made twice, it must be the same
};

/// The source packages of a git repository that is on this machine. A spec whose folder repos.yaml has as the
/// `subdir` of a package of this repository packages that folder.
std::vector<srpm::Srpm> srpms_of_folder(Context& context, const fs::path& folder, const LooseRequest& request,
                                        srpm::SpecChoice choice, const config::Target& target);

/// A source package that is there as a file.
srpm::Srpm srpm_of_file(Context& context, const fs::path& file, const config::Target& target);

/// A package of which no source package can be made, and why.
struct Unmade {
  const config::PackageSource* package = nullptr;
  Error error;
};

/// The source packages of packages of repos.yaml, several at a time, in the order given. `ref` stands in for
/// theirs when it is not empty. With `unmade`, what is wrong with a package is put there, in this order, and
/// the others are made.
std::vector<srpm::Srpm> make_srpms(Context& context, const Packages& packages, const config::Target& target,
                                   const LooseRequest& instead = {}, std::vector<Unmade>* unmade = nullptr);

/// Whether a package of repos.yaml can be packaged as it is, or has uncommitted changes: then Error(invalid).
/// Nothing is fetched for it.
void require_no_changes(const config::PackageSource& package);

}  // namespace rpmworks::cli
