// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/result.hpp"
#include "srpm/srpm.hpp"

namespace rpmworks::buildplan {

/// Finds the product's packages by their names and those of what they provide, files among them; for a
/// product of thousands. Only hashes are kept, so that now and then a package is found that has not the name.
class OwnNames {
 public:
  /// Packages that are built, and numbers of source packages that promise some.
  struct Packages {
    std::unordered_set<const engine::Artifact*> built;
    std::set<size_t> promised;
  };

  explicit OwnNames(const std::vector<const srpm::Srpm*>& product);
  /// Reads the names of its files when it is new. Throws Error(invalid) for a file that is no package.
  void add(const engine::Artifact& artifact);
  /// Calls `take` with each that has the name: a const Artifact* or a source package's number.
  template <typename Take>
  void find(std::string_view name, Take&& take) const {
    const auto each = [&](const auto& places, std::string_view text) {
      const auto [begin, end] = places.equal_range(hash(text));
      for (auto at = begin; at != end; ++at) take(at->second);
    };
    each(m_built, name);
    each(m_promised, name);
    // "name(isa)" comes with every package that is promised.
    if (const size_t open = name.find('('); open != std::string_view::npos)
      each(m_promised, name.substr(0, open));
  }

 private:
  static size_t hash(std::string_view name) { return std::hash<std::string_view>()(name); }

  std::unordered_set<const engine::Artifact*> m_known;
  std::unordered_multimap<size_t, const engine::Artifact*> m_built;
  std::unordered_multimap<size_t, size_t> m_promised;
};

}  // namespace rpmworks::buildplan
