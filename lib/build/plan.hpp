// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "srpm/srpm.hpp"
#include "upstream/repository.hpp"

namespace rpmworks::build {

/// The order of builds: for each package those of the same product whose results it needs.
struct Plan {
  struct Job {
    size_t srpm = 0;            ///< index of the source package
    std::vector<size_t> needs;  ///< indices of jobs, directly needed; all come before this one
  };
  std::vector<Job> jobs;  ///< each after those it needs, by name where free

  /// The jobs that a job needs, and those that these need, and so on; sorted.
  std::vector<size_t> all_needs(size_t job) const;

  std::string to_json() const;
  static Plan from_json(const std::string& text);
};

/// Orders source packages by their BuildRequires. What only a built package tells that it provides
/// (pkgconfig(x), python3dist(x), libx.so.1()(64bit)) may still be missing: a package that asks for such a
/// thing comes after all packages that do not themselves wait for it. Throws Error(invalid) for BuildRequires
/// that nothing provides, those of all packages at once, and for packages that need each other, naming the
/// cycle.
Plan make_plan(const std::vector<srpm::Srpm>& srpms, const std::vector<upstream::Metadata>& repositories,
               const std::string& arch);

}  // namespace rpmworks::build
