// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "config/fields.hpp"

namespace rpmworks::config {

/// `release.sets`: lists of packages that sections refer to as "@NAME".
class PackageSets {
 public:
  explicit PackageSets(const Fields& release);

  /// The members of the set that a reference "@NAME" means. Throws Error(invalid) if there is no such set.
  const std::vector<Located<std::string>>& use(const Located<std::string>& reference);
  /// The names of the sets that were not used.
  std::vector<Located<std::string>> unused() const;

 private:
  struct Set {
    Located<std::string> name;
    std::vector<Located<std::string>> members;
    bool is_used = false;
  };
  std::vector<Set> m_sets;
};

/// The keys of a section `from: upstream` that select its packages.
const std::vector<std::string>& selection_keys();

/// Reads these keys.
Selection read_selection(const Fields& section, PackageSets& sets);

}  // namespace rpmworks::config
