// SPDX-License-Identifier: GPL-3.0-or-later
// SLSA provenance of builds: https://slsa.dev/spec/v1.0/provenance
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attest/statement.hpp"

namespace rpmworks::attest {

/// How the packages of one source package were made for one target (docs/provenance.md).
struct Build {
  std::string package;      ///< its name in repos.yaml
  std::string target;       ///< its name in repos.yaml
  Json package_parameters;  ///< config::package_parameters
  Json target_parameters;   ///< config::target_parameters
  std::string engine;       ///< "builtin" or "mock"
  std::string tool;         ///< version of rpmworks: "0.1.0"
  /// Of a package from git: the commit. Of a given source package: that file.
  Resource source;
  std::vector<Resource> downloads;  ///< sources with a URL
  /// By which the manifest names the build root.
  std::string buildroot_sha256;
  /// The file of the release with its packages; nothing if the release has none.
  std::optional<Resource> buildroot;
  /// The source package and the binary packages before they were signed.
  Resource unsigned_source;
  std::vector<Resource> unsigned_packages;
};

/// The statement about the packages `subjects`, which were signed.
Statement statement_of(const Build& build, std::vector<Resource> subjects);

/// Throws Error(invalid), naming `file_name`, if the statement is about something else than a build by
/// rpmworks.
Build build_of(const Statement& statement, const std::string& file_name);

}  // namespace rpmworks::attest
