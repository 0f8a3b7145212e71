// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

#include "config/config.hpp"
#include "core/json.hpp"

namespace rpmworks::config {

/// What the source package and the build of a package depend on, as JSON with the keys of `packages.NAME` in
/// repos.yaml. Settings without influence on the result, such as limits and the section, are left out, and so
/// is what has its default. `shown` makes URLs and paths fit for others: without secrets, and relative to
/// repos.yaml.
Json package_parameters(const PackageSource& package,
                        const std::function<std::string(const std::string& url)>& shown);

/// The same of a target, with the keys of `targets.NAME`; without repositories.
Json target_parameters(const Target& target);

/// Parameters of packages and targets, by name.
struct Parameters {
  std::string product;
  std::map<std::string, Json> packages;
  std::map<std::string, Json> targets;
};

/// The configuration with these parameters: repos.yaml in the folder `base`, to which paths are relative,
/// could have been written so. Its targets have no repositories. The parameters are checked as repos.yaml is:
/// throws Error(invalid).
Config config_of(const Parameters& parameters, const fs::path& base, const Hostbase& hostbase);

}  // namespace rpmworks::config
