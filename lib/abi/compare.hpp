// SPDX-License-Identifier: GPL-3.0-or-later
// Shared libraries in packages, compared by abidiff. The packages are untrusted: they are unpacked and read
// only in the sandbox.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "abi/difference.hpp"
#include "core/files.hpp"

namespace rpmworks::abi {

/// Files of a package.
struct Files {
  fs::path package;                ///< on this machine
  std::vector<std::string> paths;  ///< absolute paths in the package
};

/// A library in a package, and its debug information.
struct Library {
  fs::path package;
  std::string path;            ///< of a regular file in the package
  std::optional<Files> debug;  ///< of the package with its debug information, below /usr/lib/debug
};

/// abidiff of this machine.
struct Abidiff {
  fs::path program;
  std::string version;  ///< "abidiff: 2.2.0"
};
/// Throws Error(failed) if abidiff or the programs of binutils are missing, with the names of the packages
/// that have them.
Abidiff find_abidiff();

/// The key of a comparison for records: digests of the packages' files, the paths of the libraries and the
/// version of abidiff. Reads the packages.
std::string key_of(const Library& before, const Library& after, const Abidiff& abidiff);

/// Compares two libraries: with types if both sides have debug information, in the library or beside it; else
/// only their symbols. A library that cannot be compared is Verdict::unknown, with the reason. Takes 5 min at
/// most for each of both ways, and for each package that it unpacks.
Difference compare(const Library& before, const Library& after, const Abidiff& abidiff);

/// The undefined dynamic symbols of those files that need the library `soname` ("libx.so.1"): "name", or
/// "name@VERSION". Throws Error(invalid) if the package cannot be unpacked or read.
std::vector<std::string> undefined_symbols(const Files& files, const std::string& soname);

}  // namespace rpmworks::abi
