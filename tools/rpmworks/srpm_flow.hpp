// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "context.hpp"
#include "core/error.hpp"
#include "engine/package.hpp"
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
  bool check = false;      ///< made twice, it must be the same
  bool are_named = false;  ///< the packages were named one by one: one without a spec is an error
};

/// A spec of which no source package can be made, and why.
struct UnmadeSpec {
  std::string spec;
  Error error;
};

/// The source packages of a git repository that is on this machine. A spec whose folder repos.yaml has as the
/// `subdir` of a package of this repository packages that folder. With `unmade`, what is wrong with a spec is
/// put there, and the others are made. Throws Error(invalid) when two specs make the same file.
std::vector<srpm::Srpm> srpms_of_folder(Context& context, const fs::path& folder, const LooseRequest& request,
                                        srpm::SpecChoice choice, const config::Target& target,
                                        std::vector<UnmadeSpec>* unmade = nullptr);

/// A source package that is there as a file.
srpm::Srpm srpm_of_file(Context& context, const fs::path& file, const config::Target& target);

/// A package of which no source package can be made, and why.
struct Unmade {
  const config::PackageSource* package = nullptr;
  Error error;
};

/// A submodule of a superproject that is no package, as it has no spec.
struct LeftOut {
  const config::PackageSource* package = nullptr;
  std::string why;
};

/// Makes packages of repos.yaml, several at a time, in the order given. `ref` stands in for theirs when it is
/// not empty. With `unmade`, what is wrong with a package is put there, in this order, and the others are
/// made; else all that is wrong with any of them is thrown as one Error. Submodules of superprojects without
/// a spec are left out with a warning, unless they were named; they are put into `left_out`. Two packages
/// that make the same file are wrong, both.
engine::Packages make_packages(Context& context, const Packages& packages, const config::Target& target,
                               const LooseRequest& instead = {}, std::vector<Unmade>* unmade = nullptr,
                               std::vector<LeftOut>* left_out = nullptr);

/// Several errors as one that tells them all; its exit code is that of the worst: trust, invalid, then
/// others. `count` is how many were tried.
Error all_of(std::vector<Error> errors, size_t count);

/// Whether a package of repos.yaml can be packaged as it is, or has uncommitted changes: then Error(invalid).
/// Nothing is fetched for it.
void require_no_changes(const config::PackageSource& package);

}  // namespace rpmworks::cli
