// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/package.hpp"
#include "engine/result.hpp"
#include "store/store.hpp"

namespace rpmworks::buildplan {

/// The names in a requirement, simple or rich, that rpm may generate as Provides when it builds a package:
/// file names, and names of the form "kind(name)" from dependency generators. Of any other name the specs
/// tell who provides it.
std::vector<std::string> generated_names(const std::string& requirement);

/// Which packages of a product provided generated names when they were built before. This does not tell what
/// they will provide next time, only which packages to wait for.
class EarlierProviders {
 public:
  struct Provider {
    std::string package;  ///< its label
    std::string when;     ///< "in release 1.0.1"
  };

  EarlierProviders() = default;
  /// Keeps the names that these packages build-require, and no others.
  explicit EarlierProviders(const engine::Packages& packages);

  /// The labels among `labels` that `add` was never called for. None if no generated name is required.
  std::vector<std::string> unknown(const std::vector<std::string>& labels) const;
  bool asks_for_files() const;
  /// Adds what a package provided, file names included, with or without versions.
  void add(const std::string& package, const std::string& when, const std::vector<std::string>& provided);
  const std::vector<Provider>& providers(const std::string& name) const;
  /// Identifies everything that was added.
  std::string sha256() const;

 private:
  std::set<std::string> m_packages;
  std::map<std::string, std::vector<Provider>> m_names;  ///< by each name that is required
};

/// Records what a package provides, for later runs.
void record_provides(store::Store& store, const std::string& target, const std::string& label,
                     const std::vector<engine::Artifact>& packages);

/// What a package provided when it was last built, without versions; file names only if `with_files`. Empty
/// if it was never built.
std::vector<std::string> last_build_provides(const store::Store& store, const std::string& target,
                                             const std::string& label, bool with_files);

}  // namespace rpmworks::buildplan
