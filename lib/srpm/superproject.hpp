// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::srpm {

/// The configuration with a package for each submodule of each superproject that `only` and `except` leave. It
/// is called as the last part of its path, from its URL, at the commit that is recorded. A package that
/// repos.yaml describes itself under that name counts instead. Superprojects are fetched into `mirrors`. A
/// pattern of `except` that means no submodule draws a warning. Throws Error(invalid) at the superproject in
/// repos.yaml that tells all that is wrong with its submodules: two of one name, a name that no package can
/// have, none at all, a pattern of `only` that means none, a URL that submodule_url refuses; and what
/// git::Repository::at throws.
config::Config with_superprojects(config::Config config, const fs::path& mirrors, Reporter& reporter);

/// The packages of an expanded configuration that are another than at `ref`: those of submodules whose
/// recorded commit is another in the superproject at `ref`, or that it did not have; and those of other git
/// repositories where what goes into the package (packaged_paths, or all of the tree) is another there. A
/// repository that has no such ref counts as changed, with a warning, if others have it. Source packages that
/// are given as such never count. Throws Error(invalid) when no repository, or a superproject, has the ref.
std::set<std::string> packages_changed_since(const config::Config& config, const std::string& ref,
                                             const fs::path& mirrors, Reporter& reporter);

}  // namespace rpmworks::srpm
