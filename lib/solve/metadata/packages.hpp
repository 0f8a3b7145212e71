// SPDX-License-Identifier: GPL-3.0-or-later
// For the .cpp files of this module: packages of a pool from and to rpm's terms.
#pragma once

#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/contents.hpp"
#include "rpm/nevra.hpp"
#include "solve/pool.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

rpm::Nevra nevra_of(Pool* pool, Id package);
/// Where its repository, called `repository`, has the package.
upstream::Location location_of(Pool* pool, Id package, const std::string& repository);
/// The file name of its source package: "zlib-1.2-1.src.rpm"; empty if the metadata does not name it.
std::string source_package_of(Pool* pool, Id package);

/// Adds a package that is known by name only. It provides its own name, and `provides`.
Id add_stand_in(Repo* repo, const rpm::Nevra& nevra, const std::vector<std::string>& provides = {});
/// Adds a package file; repo_internalize must follow. Throws Error(invalid) if it is not a package.
Id add_package_file(Repo* repo, const fs::path& file);

/// Adds a package whose header was read, without its files: see provide_files.
Id add_package(Repo* repo, const rpm::Package& package);

/// Sets what location_of returns for a package that has no location yet; repo_internalize must follow.
void set_location(Repo* repo, Id package, const upstream::Location& location);

/// Makes a package provide those of its files that something in the pool requires, or asks for in another
/// way. Much faster than the file lists of add_package_file. To be called when all packages are in the pool.
void provide_files(Repo* repo, Id package, const std::vector<rpm::PackagedFile>& files);

/// The dependencies in one of a package's lists: `package.requires_`, `package.conflicts`, …
std::vector<Id> dependencies_in(const Solvable& package, Offset list);

}  // namespace rpmworks::solve
