// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "rpm/package.hpp"

namespace rpmworks::solve {

/// A package of the release that cannot be installed on the base.
struct Uninstallable {
  rpm::Nevra nevra;
  /// The reasons, one per line: "nothing provides lib >= 2 needed by app-1-1.noarch".
  std::vector<std::string> explanation;
};

/// A package that can be installed, but not together with the rest of the release.
struct Separate {
  rpm::Nevra nevra;
  std::vector<std::string> explanation;
  /// Packages of the release exclude each other: by Conflicts or Obsoletes, or because they have the same
  /// name.
  bool is_on_purpose = false;
};

/// Which packages of a release can be installed: see Selector::closure.
struct Closure {
  std::vector<Uninstallable> uninstallable;
  std::vector<Separate> separate;
};

/// A package of an earlier release that the release does not have any more.
struct EarlierPackage {
  rpm::Nevra nevra;
  std::vector<std::string> provides;  ///< capabilities as rpm prints them, and paths of files
};

/// A requirement that was satisfied before: see Selector::lost.
struct Lost {
  std::string requirement;  ///< as the package states it
  rpm::Nevra needed_by;
  std::string repository;  ///< of that package: name of an upstream, "product" or "installed"
  rpm::Nevra provider;     ///< that satisfied it
  rpm::Nevra replaced_by;  ///< the package of the release that replaces the provider; empty: there is none
  /// A package requires exactly the version of the provider, as packages from one source package do.
  bool is_exact_version = false;
};

/// Whether packages exclude each other: one conflicts with the other or obsoletes it, or they have the same
/// name and can be for the same system.
bool exclude_each_other(const rpm::Package& one, const rpm::Package& other);

/// Whether a system of the architecture `system` can have packages of the architecture `arch`.
bool is_arch_for(const std::string& arch, const std::string& system);

}  // namespace rpmworks::solve
