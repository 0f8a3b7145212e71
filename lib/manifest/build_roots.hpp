// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rpmworks::manifest {

/// The folder of a release with the build roots of its packages.
inline constexpr const char* k_build_roots = "buildroots";
/// The file in it that describes the packages of all of them.
inline constexpr const char* k_build_root_packages = "buildroots/packages.json";

/// A package that was in a build root.
struct BuildRootPackage {
  std::string nevra;
  uint64_t size = 0;       ///< bytes of the file; 0: not known
  std::string repository;  ///< the upstream's name in repos.yaml; empty: a package of this product, unsigned
  std::string location;    ///< within the repository; empty for a package of this product
  bool operator==(const BuildRootPackage&) const = default;
};

/// An upstream that packages of build roots came from. Empty for one on the machine that built.
struct BuildRootRepository {
  std::string baseurl;     ///< without user name and password
  std::string mirrorlist;  ///< instead of it
  bool operator==(const BuildRootRepository&) const = default;
};

/// Which packages were in a build root.
struct BuildRoot {
  std::vector<std::string> packages;  ///< the SHA-256 of their files, sorted
  /// Instead, if an engine filled the root in another way than planned, so that digests are not known.
  std::vector<std::string> nevras;
  bool operator==(const BuildRoot&) const = default;
};

/// The build roots of the packages of a release (docs/manifest.md).
struct BuildRoots {
  std::map<std::string, BuildRoot> roots;                   ///< by the SHA-256 that BuildInfo gives
  std::map<std::string, BuildRootPackage> packages;         ///< by the SHA-256 of the file; each once
  std::map<std::string, BuildRootRepository> repositories;  ///< by the upstream's name in repos.yaml

  /// Only these roots, with their packages and repositories.
  BuildRoots only(const std::vector<std::string>& digests) const;
};

/// "buildroots/DIGEST.json"
std::string build_root_file(const std::string& digest);

/// The digest by which BuildInfo identifies a root with these packages, whose SHA-256 must be sorted.
std::string build_root_digest(const std::vector<std::string>& packages);

/// The text of such a file.
std::string build_root_json(const BuildRoot& root);
/// The text of k_build_root_packages.
std::string packages_json(const BuildRoots& roots);

/// Reads the text of a root into `roots`. Throws Error(invalid) if it is not one, or if its packages do not
/// have this digest.
void read_build_root(const std::string& text, const std::string& digest, const std::string& file_name,
                     BuildRoots& roots);
/// Reads the text of k_build_root_packages; throws Error(invalid) if it is not one.
void read_build_root_packages(const std::string& text, const std::string& file_name, BuildRoots& roots);

}  // namespace rpmworks::manifest
