// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "control.hpp"

namespace rpmworks::hostbase {

/// The packages of a Debian release, found by name and by Provides. Stanzas are parsed on demand: a release
/// has sixty thousand, a base repository uses a few hundred.
class Index {
 public:
  /// `dump` contains control stanzas separated by empty lines (`apt-cache dumpavail`). Stanzas of
  /// architectures other than `architecture` and "all" are ignored.
  Index(std::string dump, std::string_view architecture);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  /// The package with exactly this name, or null.
  const DebPackage* find(const std::string& name) const;
  /// The packages that provide a virtual name, most likely first: by priority, then name.
  std::vector<const DebPackage*> providers(const std::string& name) const;
  std::vector<std::string> names() const;
  size_t size() const { return m_stanzas.size(); }

 private:
  std::string m_dump;
  std::unordered_map<std::string_view, std::string_view> m_stanzas;
  std::unordered_map<std::string, std::vector<std::string>> m_providers;
  mutable std::map<std::string, DebPackage, std::less<>> m_parsed;
};

/// Dependencies to ignore: those of maintainer scripts, which are not run, and a few others.
struct Policy {
  std::set<std::string> never;                             ///< packages that no dependency adds
  std::set<std::pair<std::string, std::string>> unneeded;  ///< (package, dependency)
  /// The exclusions of a base repository.
  static Policy standard();
};

/// A set of packages that contains all of their dependencies except those in `dropped`.
struct Closure {
  struct Dropped {
    std::string package;
    std::string dependency;
    std::string because;
  };
  std::vector<DebPackage> packages;  ///< the seeds in order, then dependencies in the order they were added
  std::vector<Dropped> dropped;
  std::map<std::string, std::string>
      answers;                       ///< seeds with other names than Debian's → the package found for each
  std::vector<std::string> unknown;  ///< seeds that this release does not have

  const DebPackage* find(std::string_view name) const;
  /// A member that satisfies a relation by its name or its Provides, or null.
  const DebPackage* fulfilling(const Relation& relation) const;
  /// The dependencies of a member: of each choice, the first satisfied alternative.
  std::vector<Relation> requirements(const DebPackage& package) const;
  /// Members that conflict with `package`: explicit seeds may conflict with each other.
  std::vector<std::string> conflicting(const DebPackage& package) const;
};

/// Whether `package` satisfies a relation by its name or its Provides.
bool fulfils(const DebPackage& package, const Relation& relation);
/// Whether Conflicts or Breaks of one package apply to the other.
bool conflict(const DebPackage& a, const DebPackage& b);

/// Adds the dependencies of the seeds. Seeds are always added, even if they conflict with each other. If a
/// dependency conflicts with the set, its next alternative is tried; without one it is dropped. A seed is a
/// Debian name, a provided name, or an RPM name (zlib-devel). Dependencies with one candidate are resolved
/// first, so that the order of alternatives matters little. Unknown seeds are listed in `unknown`. Throws
/// Error(invalid) if the index is empty.
Closure close_over(const Index& index, const std::vector<std::string>& seeds, const Policy& policy);

}  // namespace rpmworks::hostbase
