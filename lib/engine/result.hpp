// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/files.hpp"
#include "rpm/package.hpp"

namespace rpmworks::engine {

/// A package that a build made, kept unsigned in the store.
struct Artifact {
  std::string file_name;
  std::string sha256;
  fs::path path;  ///< in the store
  rpm::Package package;
};

/// A step of a build, as state.log names it, or a section of the spec, such as "%build".
struct Phase {
  std::string name;  ///< "rpmbuild greet-1.0-1.src.rpm"
  size_t depth = 0;  ///< how many steps enclose it
  std::chrono::milliseconds time{};
};

/// The result of building one package for one target.
struct BuildResult {
  std::string name;  ///< of the package in the configuration
  std::string target;
  std::string engine;  ///< "builtin" or "mock"
  std::string srpm_sha256;
  std::string buildroot_sha256;  ///< of the sorted digests of all packages in the build root
  /// SHA-256 of the list of these packages (buildroot.json) in the store; empty: not kept there.
  std::string buildroot_listing = {};
  std::vector<Artifact> packages;  ///< binary packages, at least one, sorted by NEVRA
  fs::path folder;                 ///< build.log, root.log, state.log, installed_pkgs.log, *.rpm
  std::string host;                ///< the machine that built it; empty for this machine
  std::chrono::nanoseconds elapsed{};
  std::vector<Phase> phases;  ///< in the order in which they ended; empty for a cached result
  bool cached = false;
  bool reproducible = false;  ///< a second build made the same bytes
  std::string reason;         ///< why it was built, or not: "SRPM changed", "nothing changed"
};

}  // namespace rpmworks::engine
