// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>

#include "build/result.hpp"
#include "store/store.hpp"

namespace rpmworks::build {

/// What a build's outcome depends on, from the finest to the coarsest knowledge of it.
struct BuildInputs {
  std::string srpm_sha256;
  std::string environment_sha256;            ///< Engine::environment_sha256
  std::map<std::string, std::string> local;  ///< package names of the product it could see → digests

  /// Everything it could see: found without solving anything.
  std::string key() const;
  /// What is in its root in fact: the target's repositories may have changed in what does not matter here.
  static std::string root_key(const std::string& srpm_sha256, const std::string& target_sha256,
                              const std::string& buildroot_sha256);
  /// Why a build with these inputs is not the one before: "greet-devel changed"; "never built" without one.
  std::string difference(const std::optional<BuildInputs>& before) const;

  std::string to_json() const;
  static BuildInputs from_json(const std::string& text);
};

/// Results in the store. The packages themselves are blobs; a record whose blobs are gone counts as none.
void keep_result(store::Store& store, const std::string& key, const BuildResult& result);
std::optional<BuildResult> kept_result(const store::Store& store, const std::string& key);

}  // namespace rpmworks::build
