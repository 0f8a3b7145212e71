// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>

#include "config/config.hpp"
#include "core/events.hpp"
#include "core/files.hpp"

namespace rpmworks::srpm {

/// The configuration with a package for each submodule of each superproject that `only` and `except` select.
/// The name of such a package is the last component of its path; its URL and commit are those recorded. A
/// package of that name under `packages` takes precedence. Superprojects are fetched into `mirrors`. A
/// pattern of `except` that matches no submodule causes a warning. Throws one Error(invalid) at the
/// superproject in repos.yaml with all errors about its submodules: two with the same name, an invalid
/// package name, no submodule, a pattern of `only` without a match, a URL that submodule_url refuses; and as
/// git::Repository::at does.
config::Config with_superprojects(config::Config config, const fs::path& mirrors, Reporter& reporter);

/// The packages of an expanded configuration that differ from `ref`: submodules whose recorded commit differs
/// from the superproject at `ref` or that it did not have, and packages of other git repositories if what
/// goes into them (packaged_paths, or the whole tree) differs. A repository without the ref counts as
/// changed, with a warning, if another repository has it. Packages given as source packages are never
/// included. Throws Error(invalid) if no repository, or a superproject, has the ref.
std::set<std::string> packages_changed_since(const config::Config& config, const std::string& ref,
                                             const fs::path& mirrors, Reporter& reporter);

}  // namespace rpmworks::srpm
