// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "engine/result.hpp"
#include "srpm/srpm.hpp"
#include "store/store.hpp"

namespace rpmworks::buildplan {

/// Of a requirement, simple or rich, the names that rpm may come to provide by looking into a package that it
/// has built: those of files, and those of the form "kind(name)" that dependency generators give. None: only
/// specs tell who provides it.
std::vector<std::string> found_out_by_building(const std::string& requirement);

/// Which packages of a product turned out to provide what only building shows, when they were built before.
/// It says nothing for certain of what they will provide: only whom to wait for.
class EarlierNames {
 public:
  struct Holder {
    std::string package;  ///< its label
    std::string when;     ///< "in release 1.0.1"
  };

  EarlierNames() = default;
  /// For what these build-require; other names are not kept.
  explicit EarlierNames(const std::vector<srpm::Srpm>& srpms);

  /// Those of `labels` of which nothing is known yet; none when no name is asked for.
  std::vector<std::string> unknown(const std::vector<std::string>& labels) const;
  bool asks_for_files() const;
  /// Takes what a package provided, file names among it, with or without versions.
  void add(const std::string& package, const std::string& when, const std::vector<std::string>& provided);
  const std::vector<Holder>& holders(const std::string& name) const;
  /// Identifies all that is known.
  std::string sha256() const;

 private:
  std::set<std::string> m_packages;
  std::map<std::string, std::vector<Holder>> m_names;  ///< all that are asked for
};

/// Keeps what a package provides, for later runs.
void note_names(store::Store& store, const std::string& target, const std::string& label,
                const std::vector<engine::Artifact>& packages);

/// All that a package provided when it was last built, names without versions; of its files only
/// `with_files`. Nothing when it was not.
std::vector<std::string> names_when_built(const store::Store& store, const std::string& target,
                                          const std::string& label, bool with_files);

}  // namespace rpmworks::buildplan
