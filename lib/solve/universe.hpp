// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "rpm/package.hpp"
#include "rpm/spec.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::solve {

/// A package that a solution installs.
struct Chosen {
  upstream::Location location;  ///< for packages of a repository
  fs::path file;                ///< for packages added as files
};

/// Something that cannot be had, and why, in the words of the solver.
struct Problem {
  std::string requirement;               ///< as asked: "pkgconfig(zlib) >= 1.2"
  std::vector<std::string> explanation;  ///< one line each
};

struct Solution {
  std::vector<Chosen> install;    ///< in installation order; complete closure
  std::vector<Problem> problems;  ///< empty when it could be solved
};

/// All packages a solver may choose from: repositories, packages built earlier, and packages still to be
/// built.
class Universe {
 public:
  explicit Universe(const std::string& arch);
  Universe(Universe&&) noexcept;
  Universe& operator=(Universe&&) noexcept;
  ~Universe();

  /// Adds a repository's packages from its metadata.
  void add(const upstream::Metadata& metadata);
  /// Adds package files, preferred over every repository whatever their version: what a product built itself.
  void add_files(const std::string& name, const std::vector<fs::path>& files);
  /// Adds what a spec will make, so that what depends on it can be planned before it is built.
  void add_promised(const std::string& source_name, const rpm::SpecInfo& info);

  /// The smallest installation that fulfils every requirement at once (rich dependencies and file names
  /// included), beginning with nothing installed. Weak dependencies are not followed.
  Solution solve(const std::vector<std::string>& requirements) const;

  /// Which of the requirements nothing at all provides.
  std::vector<std::string> unprovided(const std::vector<std::string>& requirements) const;
  /// The source names (add_promised) whose promised packages provide a requirement.
  std::vector<std::string> promised_by(const std::string& requirement) const;

 private:
  struct State;
  std::unique_ptr<State> m_state;
};

}  // namespace rpmworks::solve
