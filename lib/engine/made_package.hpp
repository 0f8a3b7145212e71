// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/files.hpp"
#include "engine/result.hpp"
#include "rpm/package.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::engine {

/// What is in a package that a build made. Throws Error(build) for what a build may call a package and is
/// none: a file that rpm cannot read, and a name, version, release or architecture that no package can have,
/// in its header or its file name.
rpm::Package read_made_package(const fs::path& file);

/// Throws Error(build) unless a package that a build left says that it was made from this source package, and
/// its file is named as it is. If others made the source package, the packages may have the release that its
/// spec has for this target (another %dist).
void require_made_from(const srpm::Srpm& srpm, const rpm::Package& package, const std::string& file_name);

/// What the spec of a source package declares, read in the build root.
struct Declared {
  std::vector<rpm::Nevra> packages;
  bool adds_packages = false;  ///< its sections write further ones into %{specpartsdir} (rpm 4.19)
};

/// The packages that a spec does not declare; those that rpm adds for debuggers, and that hold
/// nothing else, count as declared. Each of `made` has a path.
std::vector<rpm::Nevra> undeclared(const std::vector<Artifact>& made, const srpm::Srpm& srpm,
                                   const Declared& declared);
/// As its source package was parsed.
Declared declared_by(const srpm::Srpm& srpm);

/// The Error(build) for packages that the spec does not declare.
Error undeclared_error(const srpm::Srpm& srpm, const std::vector<rpm::Nevra>& packages);

/// Removes what a build made from the folder of its logs, but for the package that it was made from.
void remove_made_packages(const fs::path& folder, const std::string& source_package);

}  // namespace rpmworks::engine
