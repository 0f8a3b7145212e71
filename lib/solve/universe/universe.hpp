// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rpm/package.hpp"
#include "rpm/spec.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// A package to install.
struct Chosen {
  rpm::Nevra nevra;
  upstream::Location location;  ///< for packages of a repository
  fs::path file;                ///< for packages added as files
  std::string promised_by;      ///< for packages that are not built yet: the source name
};

/// An unsatisfiable requirement with the solver's explanation.
struct Problem {
  std::string requirement;  ///< as requested: "pkgconfig(zlib) >= 1.2"; several are joined by ", "
  std::vector<std::string> explanation;  ///< one line each
};

struct Solution {
  std::vector<Chosen> install;    ///< in installation order; the complete closure
  std::vector<Problem> problems;  ///< empty if there is a solution
};

/// All packages that a solver may choose from: repositories, packages built earlier, and packages that are
/// not built yet.
///
/// The same packages, added in the same order, give the same solution. Requirements have rpm's format: "glibc
/// >= 2.17", "/usr/bin/perl",
/// "(gcc or clang)"; requirements of rpm features, "rpmlib(…)", always hold. const functions are thread-safe.
class Universe {
 public:
  /// Uses packages of `arch`, of compatible architectures, and noarch packages.
  explicit Universe(const std::string& arch);
  Universe(Universe&&) noexcept;
  Universe& operator=(Universe&&) noexcept;
  ~Universe();

  /// Adds a repository's packages; its metadata is read on first use. Earlier repositories are preferred
  /// among equal packages. Errors in the metadata are thrown as Error(upstream).
  void add(const upstream::Metadata& metadata);
  /// Adds package files, which are preferred over every repository regardless of version: packages that the
  /// product built itself. Throws Error(invalid) for a file that is not a package.
  void add_files(const std::string& name, const std::vector<fs::path>& files);
  /// Adds the packages that a spec will make, so that dependants can be planned before it is built. Also
  /// preferred over every repository.
  void add_promised(const std::string& source_name, const rpm::SpecInfo& info);

  /// Removes what add_files and add_promised added; the repositories stay loaded.
  void remove_own();

  /// The smallest installation on an empty system that satisfies all requirements (including rich
  /// dependencies and file names), without weak dependencies. A requirement that cannot be parsed is a
  /// problem too. No package that provides one of `conflicts` is installed.
  Solution solve(const std::vector<std::string>& requirements,
                 const std::vector<std::string>& conflicts = {}) const;

  /// Whether `solve` would find a solution; faster, without explanations.
  bool can_be_solved(const std::vector<std::string>& requirements,
                     const std::vector<std::string>& conflicts = {}) const;

  /// The requirements that no package provides.
  std::vector<std::string> unprovided(const std::vector<std::string>& requirements) const;
  /// All names that a solver may look up for the requirements: their own names, those of packages that could
  /// be part of a solution, and the names that these packages require. A package that neither has nor
  /// provides one of these names cannot affect any solution.
  std::set<std::string> names_looked_up(const std::vector<std::string>& requirements) const;
  /// The source names (add_promised) whose promised packages provide a requirement or a part of it, sorted.
  /// Packages that provide one of `conflicts` are excluded.
  std::vector<std::string> promised_by(const std::string& requirement,
                                       const std::vector<std::string>& conflicts = {}) const;
  /// The NEVRAs of all packages that provide one of the requirements or a part of it, sorted.
  std::vector<std::string> providers(const std::vector<std::string>& requirements) const;
  /// The files (add_files) that provide a requirement or a part of it, sorted.
  std::vector<fs::path> files_providing(const std::string& requirement) const;
  /// Every provided name except file names, sorted. For suggestions.
  std::vector<std::string> provided_names() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
