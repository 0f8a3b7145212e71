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

/// A package that a solution installs.
struct Chosen {
  rpm::Nevra nevra;
  upstream::Location location;  ///< for packages of a repository
  fs::path file;                ///< for packages added as files
  std::string promised_by;      ///< for packages still to be built: the source name
};

/// Something that cannot be had, and why, in the words of the solver.
struct Problem {
  std::string requirement;               ///< as asked: "pkgconfig(zlib) >= 1.2"; several joined by ", "
  std::vector<std::string> explanation;  ///< one line each
};

struct Solution {
  std::vector<Chosen> install;    ///< in installation order; complete closure
  std::vector<Problem> problems;  ///< empty when it could be solved
};

/// All packages a solver may choose from: repositories, packages built earlier, and packages still to be
/// built.
///
/// The same packages added in the same order give the same solution. A requirement is what rpm prints:
/// "glibc >= 2.17", "/usr/bin/perl", "(gcc or clang)"; those on rpm itself, "rpmlib(…)", always hold.
/// Its const functions may be called from several threads.
class Universe {
 public:
  /// Packages of `arch`, of those it can run beside it, and noarch ones count.
  explicit Universe(const std::string& arch);
  Universe(Universe&&) noexcept;
  Universe& operator=(Universe&&) noexcept;
  ~Universe();

  /// Adds a repository's packages from its metadata, read when they are first needed. Repositories added
  /// earlier are preferred where packages are equal. Errors in the metadata are thrown as Error(upstream).
  void add(const upstream::Metadata& metadata);
  /// Adds package files, preferred over every repository whatever their version: what a product built itself.
  /// Throws Error(invalid) for a file that is no package.
  void add_files(const std::string& name, const std::vector<fs::path>& files);
  /// Adds what a spec will make, so that what depends on it can be planned before it is built. Preferred over
  /// every repository too.
  void add_promised(const std::string& source_name, const rpm::SpecInfo& info);

  /// Takes away what add_files and add_promised added; the repositories need not be read again.
  void remove_own();

  /// The smallest installation that fulfils every requirement at once (rich dependencies and file names
  /// included), beginning with nothing installed. Weak dependencies are not followed. A requirement that
  /// cannot be read is a problem too. No package that provides one of `conflicts` is installed.
  Solution solve(const std::vector<std::string>& requirements,
                 const std::vector<std::string>& conflicts = {}) const;

  /// Whether `solve` would find a solution; quicker, as nothing is explained.
  bool can_be_solved(const std::vector<std::string>& requirements,
                     const std::vector<std::string>& conflicts = {}) const;

  /// Which of the requirements nothing at all provides.
  std::vector<std::string> unprovided(const std::vector<std::string>& requirements) const;
  /// All names that a solver may have to look up for the requirements: theirs, those of the packages that
  /// could take part in a solution, and those that these require. A package that has and provides none of
  /// these names has no part in any solution, nor in the choice between others.
  std::set<std::string> names_looked_up(const std::vector<std::string>& requirements) const;
  /// The source names (add_promised) whose promised packages provide a requirement or a part of it, sorted.
  /// Packages that provide one of `conflicts` do not count.
  std::vector<std::string> promised_by(const std::string& requirement,
                                       const std::vector<std::string>& conflicts = {}) const;
  /// The NEVRAs of all packages that provide one of these or a part of it, sorted.
  std::vector<std::string> providers(const std::vector<std::string>& requirements) const;
  /// The files (add_files) that provide a requirement or a part of it, sorted.
  std::vector<fs::path> files_providing(const std::string& requirement) const;
  /// Every name that something provides, file names apart; sorted. For suggestions.
  std::vector<std::string> provided_names() const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
