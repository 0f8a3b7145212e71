// SPDX-License-Identifier: GPL-3.0-or-later
// Private to lib/schedule: what it keeps in the store.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "schedule/last_build.hpp"
#include "store/record_kind.hpp"

namespace rpmworks::schedule {

/// The result of a build.
struct KeptResult {
  struct File {
    std::string name;
    std::string sha256;
  };
  std::string engine;
  std::string buildroot;  ///< BuildResult::buildroot_sha256
  std::vector<File> packages;
  std::vector<File> files;  ///< all of the result folder, packages among them
};

/// Which result was last put into a folder for the user.
struct FolderContent {
  std::string result;  ///< the SHA-256 of the KeptResult, as JSON

  bool operator==(const FolderContent&) const = default;
};

extern const store::RecordKind<KeptResult> k_results;
extern const store::RecordKind<FolderContent> k_folders;
extern const store::RecordKind<LastBuild> k_last_builds;
/// How long a package takes to build. Apart from its last build, whose record is large: this one is read of
/// all packages before each run.
extern const store::RecordKind<double> k_seconds;
extern const store::RecordKind<std::vector<std::string>>
    k_asked;  ///< what a build asked for beside its BuildRequires

}  // namespace rpmworks::schedule
