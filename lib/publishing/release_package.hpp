// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "product/session.hpp"

namespace rpmworks::publishing {

/// The files for the package PRODUCT-release, except its spec: see layout::release_package_files.
struct ReleasePackage {
  std::map<std::string, std::string> files;  ///< by name
  bool by_dist = false;                      ///< there is a .repo file for the `dist` of each target
  bool zypper = false;                       ///< clients of some target may have zypper
};
ReleasePackage release_package(const product::Session& session);

/// "PRODUCT-release"
std::string release_package_name(const config::Config& config);

/// What an update of the package's files changes.
struct ReleasePackageUpdate {
  std::vector<std::string> written;  ///< names of files that differed or were missing, sorted; also the spec
  std::string version_before;  ///< in the spec; empty if nothing differed, or if it is not a plain number
  std::string version_after;
};
/// Writes the files of the package that differ from repos.yaml into its folder, and raises the Version in its
/// spec by one. Keys that repos.yaml no longer uses stay: earlier releases may be signed by them. Throws
/// Error(invalid) if the folder has no spec of the package, or changes that are not committed in a file that
/// would be written.
ReleasePackageUpdate update_release_package(const product::Session& session, const fs::path& folder);

/// The package PRODUCT-release of repos.yaml, as far as a key is concerned.
struct KeyInReleasePackage {
  std::string name;
  std::string ref;  ///< of repos.yaml; empty: HEAD
  fs::path folder;  ///< of its spec, if it is in a repository on this machine; else empty
  std::optional<bool>
      has_it;  ///< whether the commit that would be packaged has the key's file; empty: unknown
};
/// Nothing if repos.yaml has no such package. `key`: the name of a key.
std::optional<KeyInReleasePackage> key_in_release_package(const product::Session& session,
                                                          const std::string& key);

}  // namespace rpmworks::publishing
