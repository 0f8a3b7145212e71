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

/// The packages a Debian release offers, found by name and by what they provide. Stanzas are parsed only when
/// asked for: a release has sixty thousand, a base repository a few hundred.
class Index {
 public:
  /// `dump` holds control stanzas separated by empty lines (`apt-cache dumpavail`); those of other
  /// architectures than `architecture` and "all" are left out.
  Index(std::string dump, std::string_view architecture);
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  /// The package of that very name, or null.
  const DebPackage* find(const std::string& name) const;
  /// The packages that provide a virtual name, the likeliest first: by priority, then name.
  std::vector<const DebPackage*> providers(const std::string& name) const;
  std::vector<std::string> names() const;
  size_t size() const { return m_stanzas.size(); }

 private:
  std::string m_dump;
  std::unordered_map<std::string_view, std::string_view> m_stanzas;
  std::unordered_map<std::string, std::vector<std::string>> m_providers;
  mutable std::map<std::string, DebPackage, std::less<>> m_parsed;
};

/// Dependencies that are not followed: those of maintainer scripts, which are not run, and a few that serve
/// other ends.
struct Policy {
  std::set<std::string> never;                             ///< packages no dependency draws in
  std::set<std::pair<std::string, std::string>> unneeded;  ///< (package, dependency)
  /// What a base repository leaves out.
  static Policy standard();
};

/// A set of packages whose dependencies are in it, except those named in `dropped`.
struct Closure {
  struct Dropped {
    std::string package;
    std::string dependency;
    std::string because;
  };
  std::vector<DebPackage> packages;  ///< the seeds in their order, then as they were drawn in
  std::vector<Dropped> dropped;
  std::map<std::string, std::string>
      answers;                       ///< seeds by other names than Debian's, and the package that each is
  std::vector<std::string> unknown;  ///< seeds that are no package of this release

  const DebPackage* find(std::string_view name) const;
  /// A member that fulfils a relation by its name or by what it provides, or null.
  const DebPackage* fulfilling(const Relation& relation) const;
  /// What a member needs of the others: of each choice the first alternative that is fulfilled.
  std::vector<Relation> requirements(const DebPackage& package) const;
  /// Members that cannot be installed beside `package`: explicit seeds may conflict with each other.
  std::vector<std::string> conflicting(const DebPackage& package) const;
};

/// Whether `package` fulfils a relation by its name or by what it provides.
bool fulfils(const DebPackage& package, const Relation& relation);
/// Whether Conflicts or Breaks of one hold against the other.
bool conflict(const DebPackage& a, const DebPackage& b);

/// Draws in what the seeds depend on. Seeds always come in, even when they conflict with each other; a
/// dependency that conflicts with what is in already is tried with its next alternative, and dropped when
/// there is none. A seed is a name of Debian's, one that a package provides, or one of RPM's (zlib-devel).
/// What has one possible answer is settled before what has several, so that the order of alternatives matters
/// little. A seed that does not exist is named in `unknown`. Throws Error(invalid) when the index is empty.
Closure close_over(const Index& index, const std::vector<std::string>& seeds, const Policy& policy);

}  // namespace rpmworks::hostbase
