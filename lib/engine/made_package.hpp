// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "engine/result.hpp"
#include "rpm/package.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"

namespace rpmworks::engine {

/// Reads a package that a build made. Throws Error(build) if rpm cannot read the file, or if its header or
/// its file name has a name, version, release or architecture that no package can have.
rpm::Package read_made_package(const fs::path& file);

/// Throws Error(build) unless the package records that it was made from this source package, and its file has
/// the name that its header gives it. If the source package was made elsewhere, the packages may have the
/// release that its spec has for this target (another %dist).
void require_made_from(const srpm::Srpm& srpm, const rpm::Package& package, const std::string& file_name);

/// What the spec of a source package declares, read in the build root.
struct Declared {
  std::vector<rpm::Nevra> packages;
  bool adds_packages = false;  ///< its sections declare more in %{specpartsdir} (rpm 4.19)
};

/// The packages among `made` that a spec does not declare. The debug packages that rpm adds count as declared
/// if they hold nothing but debugging symbols. Each of `made` has a path.
std::vector<rpm::Nevra> undeclared(const std::vector<Artifact>& made, const srpm::Srpm& srpm,
                                   const Declared& declared);
/// What the spec declared when the source package was made.
Declared declared_by(const srpm::Srpm& srpm);

/// The Error(build) for packages that the spec does not declare.
Error undeclared_error(const srpm::Srpm& srpm, const std::vector<rpm::Nevra>& packages);

/// Puts built packages into the store: sets the digest and the path of each, and sorts them by NEVRA.
std::vector<Artifact> store_packages(std::vector<Artifact> made, store::Store& store);

/// Removes the packages that a build made from its result folder, but not its source package.
void remove_made_packages(const fs::path& folder, const std::string& source_package);

}  // namespace rpmworks::engine
