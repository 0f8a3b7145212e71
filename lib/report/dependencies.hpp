// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this module.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "rpm/contents.hpp"

namespace rpmworks::report {

/// What the packages of a release require of each other. Positions are those of manifest.packages.
struct Dependencies {
  /// The packages of the release that provide something that the package requires, in their order.
  std::vector<std::vector<size_t>> needs;
  /// What no package of the release for the same target provides: clients have it, or get it from elsewhere.
  /// Requirements that only rpm itself fulfils are left out, and so are the versions of symbols of libraries.
  std::vector<std::vector<std::string>> outside;
};

/// For packages whose header is not known, both lists are empty. Rich requirements are not resolved: they are
/// in `outside`.
Dependencies dependencies_of(const manifest::Manifest& manifest,
                             const std::vector<std::shared_ptr<const rpm::Contents>>& contents);

}  // namespace rpmworks::report
