// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>

#include "product/session.hpp"

namespace rpmworks::publishing {

/// The files for the package PRODUCT-release, except its spec: see layout::release_package_files.
struct ReleasePackage {
  std::map<std::string, std::string> files;  ///< by name
  bool by_dist = false;                      ///< there is a .repo file for the `dist` of each target
};
ReleasePackage release_package(const product::Session& session);

}  // namespace rpmworks::publishing
